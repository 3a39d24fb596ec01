/** Words that a reader may have meant: spelled nearly so, or sounding so, and in more cables. */
Cablepress.search.spelling = (() => {
  'use strict';

  const {analysis} = Cablepress.search;
  const {countLetters, near, trie} = Cablepress.search.vocabulary;
  const LEAST_KEY = 3, LEAST_PART = 3;
  const PLAIN = /^[a-z]{5,30}$/;
  const GROUPS = [['tch', 'x'], ['sch', 'x'], ['ch', 'x'], ['sh', 'x'], ['zh', 'j'], ['dj', 'j'], ['ph', 'f'], ['ck', 'k']];
  /** @type {Record<string, string>} */
  const LETTERS = {c: 'k', q: 'k', g: 'k', z: 's', w: 'v'};
  /** Files that a suggestion may load of one kind. */
  const MAX_FILES = 4;
  /** Candidates whose cables are counted. */
  const TRIED = 4;

  /** A word with one letter for those that sound alike, its vowels as they are. @param {string} word */
  function heardOf(word) {
    let heard = word.replace(/c(?=[eiy])/g, 's').replace(/(.)\1+/g, '$1');
    for (const [letters, one] of GROUPS) heard = heard.replaceAll(letters, one);
    return heard.replace(/[cqgzw]/g, (letter) => LETTERS[letter]);
  }

  /** Where a word has vowels: *Norway* and *narrow* have one sound, and other syllables. @param {string} word */
  function syllables(word) {
    const heard = heardOf(word);
    return heard[0].replace(/[aeiouy]/, 'a') + heard.slice(1).replace(/h/g, '').replace(/[aeiouy]+/g, 'a');
  }

  /** What a name sounds like, roughly, as in search/sound.py; empty for a word that has no key. @param {string} word */
  function sound(word) {
    if (!PLAIN.test(word)) return '';
    const heard = heardOf(word);
    const key = (/[aeiouy]/.test(heard[0]) ? 'a' : heard[0]) + heard.slice(1).replace(/[aeiouyh]/g, '');
    return key.length < LEAST_KEY ? '' : key;
  }

  /**
   * Words spelled like one, those in many cables first.
   * @param {InstanceType<typeof Cablepress.search.vocabulary.Vocabulary>} vocabulary @param {string} word
   * @returns {Promise<Search.Written[]>}
   */
  async function spelled(vocabulary, word) {
    if (word.length < 4 || /[0-9]/.test(word)) return [];
    const half = word.length >> 1, start = word.slice(0, Math.max(2, half)), end = word.slice(Math.min(half + 1, word.length - 2));
    const backwards = Array.from(end).reverse().join('');
    const found = (await Promise.all([
      vocabulary.forward.files(start).length <= MAX_FILES ? vocabulary.forward.words(start) : [],
      vocabulary.reversed.files(backwards).length <= MAX_FILES ? vocabulary.endingIn(end) : []
    ])).flat();
    const distance = word.length < 8 ? 1 : 2, counts = countLetters(word);
    const likely = found.filter((each) => near(each.word, counts, word.length, distance));
    if (!likely.length) return [];
    const clause = (/** @type {number} */ letters) => ({term: word, editDistance: letters, fields: [], boost: 1, presence: 1});
    const within = (/** @type {number} */ letters) => new Set(
      trie(likely.map((each) => each.word)).intersect(lunr.TokenSet.fromClause(clause(letters))).toArray()
    );
    const close = within(1), far = distance > 1 ? within(2) : close;
    /** One letter more is as unlikely as eight times fewer cables. @param {Search.Written} each */
    const rank = (each) => each.size - (close.has(each.word) ? 0 : 3);
    return unique(likely.filter((each) => far.has(each.word))).sort((a, b) => rank(b) - rank(a));
  }

  /** @param {Search.Written[]} words */
  function unique(words) {
    return Array.from(new Map(words.map((each) => [each.word, each])).values());
  }

  /**
   * Words that sound like one, those in many cables first.
   * @param {InstanceType<typeof Cablepress.search.vocabulary.Vocabulary>} vocabulary @param {string} word
   * @returns {Promise<Search.Written[]>}
   */
  async function sounding(vocabulary, word) {
    const key = sound(word);
    if (!key || vocabulary.sounds.files(key + ':').length > MAX_FILES) return [];
    const found = await vocabulary.sounds.words(key + ':'), counts = countLetters(word), distance = word.length < 8 ? 2 : 3;
    const own = syllables(word);
    return found.map(({word: entry, size}) => ({word: entry.slice(key.length + 1), size}))
      .filter((each) => near(each.word, counts, word.length, distance) && syllables(each.word) === own).sort((a, b) => b.size - a.size);
  }

  /**
   * Two words that a word is written of (`oilfield`, `oil field`), the rarer of which is in as many cables as can be.
   * @param {InstanceType<typeof Cablepress.search.vocabulary.Vocabulary>} vocabulary @param {string} word
   * @returns {Promise<[string, string] | null>}
   */
  async function apart(vocabulary, word) {
    const start = word.slice(0, LEAST_PART), end = word.slice(-LEAST_PART), backwards = Array.from(end).reverse().join('');
    if (!/^[a-z]+$/.test(word) || word.length < 2 * LEAST_PART || vocabulary.forward.files(start).length > MAX_FILES || vocabulary.reversed.files(backwards).length > MAX_FILES) return null;
    const sizes = async (/** @type {Promise<Search.Written[]>} */ found) => new Map((await found).map((each) => [each.word, each.size]));
    const [first, last] = await Promise.all([sizes(vocabulary.forward.words(start)), sizes(vocabulary.endingIn(end))]);
    const places = Array.from({length: word.length - 2 * LEAST_PART + 1}, (_, i) => i + LEAST_PART);
    const rarer = (/** @type {number} */ i) => Math.min(first.get(word.slice(0, i)) || 0, last.get(word.slice(i)) || 0);
    const best = places.sort((a, b) => rarer(b) - rarer(a))[0];
    return rarer(best) ? [word.slice(0, best), word.slice(best)] : null;
  }

  /** Two words that are offered for one, with the number of cables that have both. @param {Search.Engine} engine @param {string} word @returns {Promise<{word: string, count: number}[]>} */
  async function twoWords(engine, word) {
    const parts = await apart(engine.vocabulary, word);
    if (!parts) return [];
    const clauses = parts.map((text) => ({words: [{text}], any: true, fields: engine.fields, presence: lunr.Query.presence.REQUIRED, boost: 1}));
    const {total} = await engine.find(clauses, {limit: 0});
    return total ? [{word: parts.join(' '), count: total}] : [];
  }

  /**
   * What a reader may have meant by a word that is in no cable, or in few.
   * @param {Search.Engine} engine @param {string} typed @param {number} count  cables with it
   * @returns {Promise<{word: string, count: number}[]>}  the likeliest first, two at most
   */
  async function suggest(engine, typed, count) {
    const word = analysis.trim(typed.toLowerCase()), term = analysis.stem(word);
    const other = (/** @type {Search.Written} */ each) => each.word !== word && analysis.stem(each.word) !== term;
    const [near, heard] = await Promise.all([spelled(engine.vocabulary, word), sounding(engine.vocabulary, word)]);
    // A short word that is there is no slip, nor does one slip at the first letter.
    const likely = count ? near.filter((each) => word.length > 4 && each.word[0] === word[0]) : near;
    const names = await counted(engine, heard.filter(other), 2 * count);
    const words = await counted(engine, likely.filter(other), 10 * count);
    const both = [...names, ...words].sort((a, b) => b.count - a.count);
    const parted = count ? [] : await twoWords(engine, word);
    const single = both.filter((each, i) => both.findIndex((one) => analysis.stem(one.word) === analysis.stem(each.word)) === i);
    return [...parted, ...single].slice(0, 2);
  }

  /**
   * The first words that are in more than so many cables, with their counts.
   * @param {Search.Engine} engine @param {Search.Written[]} words @param {number} least
   */
  async function counted(engine, words, least) {
    const found = await Promise.all(words.slice(0, TRIED).map(async ({word}) => ({word, count: await engine.count(analysis.stem(word))})));
    return found.filter((each) => each.count > least).slice(0, 2);
  }

  return {sound, suggest};
})();
