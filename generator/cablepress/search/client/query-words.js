/**
 * The words that a leaf looks for: as written, in their other forms, as one word or two, as patterns; names of posts and levels
 * as the index has them. No DOM, no network.
 */
Cablepress.search.leafWords = (() => {
  'use strict';

  const {analysis, days, designators, references} = Cablepress.search;
  const {FACTS, LEVELS} = Cablepress.search.fieldNames;
  const {isPlain} = Cablepress.search.syntax;
  /** A question mark within a word, or before it, stands for one letter; behind a word it ends a question. */
  const SINGLE_LETTER = /(?<=[\p{L}\p{N}*?])\?(?=[\p{L}\p{N}*?]*[\p{L}\p{N}])|^\?+\p{L}{2}/u;
  /** A character of a script without spaces, which the index has in pairs. */
  const CHARACTER = /^[\u3400-\u9fff\uf900-\ufaff]$/;
  /** Abbreviations that cables write with full stops and without. */
  const STOPPED = new Set('us usa uk un uae prc ussr dc'.split(' '));
  /** Other forms of a word, which have another stem. */
  const FORMS = (
    'woman women, man men, child children, person people persons, wife wives, life lives, leaf leaves, knife knives, crisis crises, ' +
    'analysis analyses, hypothesis hypotheses, criterion criteria, phenomenon phenomena, serviceman servicemen, businessman businessmen, ' +
    'spokesman spokesmen, congressman congressmen, chairman chairmen, defense defence, offense offence, license licence, labor labour, ' +
    'program programme, programs programmes, center centre, harbor harbour, neighbor neighbour, behavior behaviour, color colour, honor honour, ' +
    'rumor rumour, favor favour, armor armour, theater theatre, check cheque, aluminum aluminium, airplane aeroplane, skeptical sceptical, ' +
    'traveled travelled, canceled cancelled'
  ).split(', ').map((group) => group.split(' '));
  /** @type {Map<string, string[]>} */
  const OTHER_FORMS = new Map(FORMS.flatMap((group) => group.map((one) => [one, group.filter((other) => other !== one)])));
  /** What may be written as one word with the next, with a hyphen or apart: `counterterrorism`. */
  const PREFIXED = /^(counter|anti|non|inter|multi|cyber|post|trans|semi|pseudo)([a-z]{5,})$/;

  /** Fill in what a leaf looks for. Gives words that the index leaves out. @param {Search.Leaf} leaf @returns {string[]} */
  function fill(leaf) {
    const years = days.yearsOf(leaf);
    if (leaf.kind === 'days') return [];
    if (years.length) leaf.parts = [years.map((text) => ({text}))];
    else if (leaf.kind === 'phrase') leaf.parts = partsOfPhrase(leaf);
    else return fillWord(leaf);
    return [];
  }

  /** The words of a phrase that the index has; a single one in all its forms. @param {Search.Leaf} leaf @returns {Search.Word[][]} */
  function partsOfPhrase({tokens}) {
    const indexed = tokens.filter((token) => !token.common);
    return indexed.map(({key, surface}) => [tokens.length === 1 ? {text: analysis.trim(surface.toLowerCase())} : {text: key, stem: key}]);
  }

  /** @param {Search.Leaf} leaf @returns {string[]} */
  function fillWord(leaf) {
    nameFacts(leaf);
    const left = [];
    for (const word of designators.wordsIn(leaf.text)) {
      const bare = analysis.trim(word);
      if (word.includes('*') || SINGLE_LETTER.test(word)) {
        if (/[^*]/.test(word)) leaf.parts.push([patternOf(word)]);
      } else if (bare && !leaf.field && analysis.isStopWord(bare)) {
        if (leaf.text === 'US') leaf.parts.push([{text: 'u.s'}]);  // `US` is no “us”
        else left.push(bare);
      } else if (bare) {
        leaf.parts.push(wordsFor(bare, leaf.distance));
      }
    }
    addCompound(leaf);
    return leaf.parts.length ? [] : left;  // the `a` of `A/S` is part of a name
  }

  /** Give facts the names that the index has: of references, posts, levels and years. @param {Search.Leaf} leaf */
  function nameFacts(leaf) {
    const name = leaf.text.toLowerCase();
    if (leaf.field === 'ref' && /^[a-z]+\d+$/.test(name)) leaf.text = '*' + leaf.text;  // of any year
    // An ID without its numbers is the post that sent it.
    if (leaf.field === 'ref' && /^[a-z][a-z .'-]+$/.test(name)) {
      leaf.field = 'origin';
      leaf.text = references.APART[name.replace(/[^a-z]/g, '')] || leaf.text;
    }
    if (leaf.field === 'classification') leaf.text = LEVELS[name] || leaf.text;
    if (leaf.field === 'year' && /^\d\d$/.test(leaf.text)) leaf.text = (Number(leaf.text) > 65 ? '19' : '20') + leaf.text;
  }

  /** A word with stars, or with question marks for single letters. @param {string} word @returns {Search.Word} */
  function patternOf(word) {
    if (!SINGLE_LETTER.test(word)) return {text: analysis.foldPattern(word)};
    return {text: analysis.foldPattern(word.replace(/[^\p{L}\p{N}*]+$/u, '')), single: true};
  }

  /** What stands for one word: any of these. @param {string} bare @param {number} distance @returns {Search.Word[]} */
  function wordsFor(bare, distance) {
    if (distance) return [{text: bare, distance}];
    return CHARACTER.test(bare) ? [{text: bare + '*'}] : formsOf(bare).map((text) => ({text}));
  }

  /** A word in the forms that have stems of their own, and abbreviations with and without full stops; mostly it is alone. @param {string} bare */
  function formsOf(bare) {
    const plain = bare.replaceAll('.', '');
    if (!STOPPED.has(plain)) return [...analysis.spellings(bare), ...OTHER_FORMS.get(bare) || []];
    const dotted = Array.from(plain).join('.');
    return [bare, bare === plain ? dotted : plain, ...plain === 'usa' ? ['u.s'] : []].filter((form) => !analysis.isStopWord(form));
  }

  /** Let a word stand for its parts and parts for the word: `oil-field` for `oilfield`, `counterterrorism` for `counter-terrorism`. @param {Search.Leaf} leaf */
  function addCompound(leaf) {
    if (leaf.sign || leaf.distance || FACTS.has(leaf.field)) return;
    const words = leaf.parts.map(([word]) => word.text), prefixed = words.length === 1 && PREFIXED.exec(words[0]), whole = words.join('');
    if (prefixed) leaf.others.push(insteadOf(leaf, prefixed.slice(1).join('-'), prefixed.slice(1)));
    else if (words.length === 2 && whole.length > 5 && words.every((word) => /^[a-z]{2,}$/.test(word))) leaf.others.push(insteadOf(leaf, whole, [whole]));
  }

  /** A leaf that may stand in for another, with one word for each part. @param {Search.Leaf} leaf @param {string} text @param {string[]} words @returns {Search.Leaf} */
  function insteadOf(leaf, text, words) {
    return {...leaf, text, parts: words.map((each) => [{text: each, welcome: true}]), also: [], others: [], extra: [], tokens: []};
  }

  /** Words side by side may be one in the text, as `oil field` and `oilfield`: it is welcome beside two words alone. @param {Search.Item[]} items */
  function welcomePairs(items) {
    const [first, last] = items;
    if (items.length !== 2 || !isPlain(first) || !isPlain(last)) return;
    const mayJoin = (/** @type {Search.Leaf} */ leaf) => !leaf.sign && /^[a-z]{3,6}$/i.test(leaf.text) && !analysis.isStopWord(leaf.text.toLowerCase());
    if (mayJoin(first) && mayJoin(last)) last.extra.push({text: (first.text + last.text).toLowerCase(), welcome: true});
  }

  return {fill, welcomePairs};
})();
