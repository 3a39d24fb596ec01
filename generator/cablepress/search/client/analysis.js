/**
 * From text to terms: the same steps as search/analysis.py, as pipeline functions of lunr.
 * The index was made with splitter, joiner, trimmer, notEmpty, stop words, stemmer; queries run through
 * splitter, trimmer, stemmer. The Python module has the reasons, and is the source of the tables; a test compares them.
 */
Cablepress.search.analysis = (() => {
  'use strict';

  const {fold} = Cablepress.search.folding;
  const SEPARATORS = new RegExp('(?:\\.\\.|[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200b\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff' +
    '\\-/\\\\|([{<";=\\u2010-\\u2015\\u2026]|(?<=[)\\]}>]))+');
  const PUNCTUATION = '[\\x00-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\xa9\\xab-\\xb4\\xb6-\\xb9\\xbb-\\xbf\\xd7\\xf7\\u2000-\\u206f\\u20a0-\\u20cf' +
    '\\u2190-\\u2bff\\u3000-\\u303f\\ue000-\\uf8ff\\ufe00-\\ufe6f\\ufeff\\uff00-\\uff0f\\uff1a-\\uff20\\ufff0-\\uffff]';
  const ENDS = new RegExp('^' + PUNCTUATION + '+|' + PUNCTUATION + '+$', 'g');
  const LETTER = '(?!' + PUNCTUATION + ')[^0-9]';
  const COMMA = new RegExp('(?<=' + LETTER + '),(?=' + LETTER + ')', 'g');
  const APOSTROPHE = new RegExp('(?<=' + LETTER + '),(?=(?:s|t|d|m|re|ve|ll)(?:' + PUNCTUATION + '|$))', 'g');
  const UNSPACED = '\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff';
  const IS_UNSPACED = new RegExp('[' + UNSPACED + ']');
  const SCRIPTS = new RegExp('[' + UNSPACED + ']+|[^' + UNSPACED + ']+', 'g');
  const LONG_HEADS = new Set(('unsc unscr unscrs unga resolution resolutions shahab fateh zelzal qiam sejil sajjil nodong taepodong hwasong scud agni ' +
    'prithvi shaheen ghauri hatf babur iskander topol bulava kornet igla strela grad smerch tochka pantsir soyuz proton ariane boeing airbus').split(' '));
  /** Heads that name the same. */
  const SPELLINGS = [['res', 'sres', 'unsc', 'unscr', 'unscrs', 'resolution', 'resolutions']];
  const A_NUMBERS = new Set('10 300 310 319 320 321 330 340 350 380 400'.split(' '));
  const HEAD = new RegExp('^' + PUNCTUATION + '{0,3}([a-z]{1,12})$'), LONGEST_HEAD = 3;
  const LONGEST_PART = 12;
  const TAIL = /^([0-9]{1,4})([a-z]{0,3})$/;
  const NO_HEADS = new Set(('jan feb mar apr may jun jul aug sep oct nov dec par ref no nr nos pp vol age day top tel fax box ext div sec art ' +
    'usd eur gbp rs rmb via per one two six ten').split(' '));
  const ORDINALS = new Set(['th', 'st', 'nd', 'rd']);
  const CHAINED = new Set(['res']);

  /** Whether lunr leaves a word out. @param {string} word */
  function isStopWord(word) {
    return !lunr.stopWordFilter(new lunr.Token(word));
  }

  /** Cut a text into words, none of them empty; they may have to be cut into pieces. @param {string} text @returns {string[]} */
  function splitWords(text) {
    return text.split(SEPARATORS).filter(Boolean);
  }

  /** Cut a lower-case word where letters meet over a comma, and into pairs of characters; mostly it is whole. @param {string} word @returns {string[]} */
  function pieces(word) {
    if (!word.includes(',')) return pairs(word);
    return word.replace(APOSTROPHE, "'").replace(COMMA, ' ').split(' ').flatMap(pairs);
  }

  /** @param {string} word @returns {string[]} */
  function pairs(word) {
    if (!IS_UNSPACED.test(word)) return [word];
    return (word.match(SCRIPTS) || []).flatMap((run) => {
      if (!IS_UNSPACED.test(run) || run.length < 2) return [run];
      return Array.from({length: run.length - 1}, (_, i) => run.slice(i, i + 2));
    });
  }

  /** Fold a lower-case word, take off punctuation at its ends, a possessive 's and an article (`l'Union`). @param {string} word @returns {string} */
  function trim(word) {
    let bare = fold(word).replace(ENDS, '');
    if (/^[dl]'../u.test(bare)) bare = bare.slice(2).replace(ENDS, '');
    if (bare.endsWith("'s")) bare = bare.slice(0, -2).replace(ENDS, '');
    return /'(?:[tdm]|re|ve|ll)$/.test(bare) ? bare : bare.replaceAll("'", '');
  }

  /** The letters before the number of a designator, or a single letter; else empty. @param {string} word  in lower case */
  function headOf(word) {
    const match = HEAD.exec(word);
    if (!match) return '';
    const head = match[1], isShort = head.length === 1 || head.length <= LONGEST_HEAD && isHead(head);
    return isShort || isLongHead(head) ? head : '';
  }

  /** Whether letters begin a designator by themselves (`a 10` is no aircraft). @param {string} head */
  function isHead(head) {
    return !NO_HEADS.has(head) && !isStopWord(head);
  }

  /** The number that a word can be of a designator, with and without letters behind it; mostly none. @param {string} word  in lower case @returns {string[]} */
  function tailOf(word) {
    const match = /^[0-9]/.test(word) && word.length <= LONGEST_PART && TAIL.exec(trim(word));
    if (!match || ORDINALS.has(match[2])) return [];
    return match[2] && match[2] !== 's' ? [match[0], match[1]] : [match[0]];
  }

  /** Designators of a head and a tail, and of the single letter before them. @param {string} before @param {string} head @param {string[]} tail @returns {string[]} */
  function join(before, head, tail) {
    if (!head || !tail.length || !isHead(head) && !(head === 'a' && A_NUMBERS.has(tail[tail.length - 1]))) return [];
    const starts = CHAINED.has(head) && before.length === 1 ? [head, before + head] : [head];
    return starts.flatMap((start) => tail.map((number) => start + number));
  }

  /** Whether letters of more than three begin a designator. @param {string} word  in lower case */
  function isLongHead(word) {
    return LONG_HEADS.has(word);
  }

  /** The ways to write a designator, the one given first; mostly it is the only one. @param {string} word */
  function spellings(word) {
    const match = /^([a-z]+)(\d{1,4})$/.exec(word), heads = match && SPELLINGS.find((group) => group.includes(match[1]));
    return match && heads ? [word, ...heads.map((head) => head + match[2]).filter((each) => each !== word)] : [word];
  }

  /** @param {lunr.Token} token */
  function splitter(token) {
    const words = splitWords(token.toString()).flatMap(pieces);
    return (words.length ? words : ['']).map((word) => new lunr.Token(word, token.metadata));
  }

  /** @param {lunr.Token} token @param {number} [i] @param {lunr.Token[]} [tokens] */
  function joiner(token, i = 0, tokens = []) {
    const tail = i ? tailOf(String(token)) : [];
    if (!tail.length) return token;
    const earlier = [];  // the splitter leaves empty tokens of separators
    for (let n = i - 1; n >= 0 && earlier.length < 2; n--) if (String(tokens[n])) earlier.push(String(tokens[n]));
    const [head = '', before = ''] = earlier;
    return [token, ...join(headOf(before), headOf(head), tail).map((word) => new lunr.Token(word, token.metadata))];
  }

  /** @param {lunr.Token} token */
  function trimmer(token) {
    return token.update(trim);
  }

  /** @param {lunr.Token} token */
  function notEmpty(token) {
    return token.toString() ? token : null;
  }

  lunr.Pipeline.registerFunction(splitter, 'cablepressSplitter');
  lunr.Pipeline.registerFunction(joiner, 'cablepressJoiner');
  lunr.Pipeline.registerFunction(trimmer, 'cablepressTrimmer');
  lunr.Pipeline.registerFunction(notEmpty, 'cablepressNotEmpty');

  /** @param {...lunr.PipelineFunction} functions */
  function pipeline(...functions) {
    const made = new lunr.Pipeline();
    made.add(...functions);
    return made;
  }

  /** Terms that the index holds for a text. @param {string} text @returns {string[]} */
  function terms(text) {
    const tokens = splitWords(text.toLowerCase()).map((word) => new lunr.Token(word));
    return pipeline(splitter, joiner, trimmer, notEmpty, lunr.stopWordFilter, lunr.stemmer).run(tokens).map(String);
  }

  /** The term of a word as written. @param {string} word @returns {string} */
  function stem(word) {
    return String(lunr.stemmer(new lunr.Token(word)));
  }

  /** Words as written of a word of a query: usually one. @param {string} text @returns {string[]} */
  function words(text) {
    return splitWords(text.toLowerCase()).flatMap(pieces).map(trim).filter(Boolean);
  }

  /** A pattern with stars, folded as the words are that it is compared with. @param {string} pattern */
  function foldPattern(pattern) {
    return fold(pattern.toLowerCase());
  }

  /** The pipeline of queries. @returns {lunr.Pipeline} */
  function searchPipeline() {
    return pipeline(splitter, trimmer, lunr.stemmer);
  }

  return {splitWords, pieces, trim, headOf, isHead, isLongHead, spellings, tailOf, join, isStopWord, terms, words, foldPattern, stem, searchPipeline};
})();
