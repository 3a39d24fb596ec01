/** Designators, each one name however it is written: `F-16`, `F 16`, `UNSCR 1441`, `A/RES/1441`. No DOM, no network. */
Cablepress.search.designators = (() => {
  'use strict';

  const {analysis} = Cablepress.search;
  const {isPlain} = Cablepress.search.syntax;
  /** Names of models that stand before a number, apart from single letters and those of the analysis. */
  const MODELS = new Set('mig su il tu yak ak kc uh ah ch sa ss res'.split(' '));

  /** Whether letters are a model's and no word of their own. @param {string} text */
  function isModel(text) {
    const word = text.toLowerCase();
    return MODELS.has(word) || analysis.isLongHead(word) || word.length === 1 && analysis.headOf(word) === word && analysis.isHead(word);
  }

  /** Whether two words name the same before a number: `UNSC resolution 1737` names it twice. @param {string} one @param {string} other */
  function nameTheSame(one, other) {
    return analysis.spellings(one.toLowerCase() + '1').slice(1).includes(other.toLowerCase() + '1');
  }

  /**
   * Put `F` and `16` together; where the letters might be a word of their own (`RPG 7`), both are kept, and the two as one are
   * welcome besides. @param {Search.Item[]} items @returns {Search.Item[]}
   */
  function joined(items) {
    /** @type {Search.Item[]} */
    const found = [];
    for (const item of items) {
      const last = found[found.length - 1], number = isPlain(last) && isPlain(item) && !item.sign ? analysis.tailOf(item.text.toLowerCase()) : [];
      if (!isPlain(last) || !isPlain(item) || !number.length) {
        found.push(item);
      } else if (isModel(last.text)) {
        const before = found[found.length - 2], twice = isPlain(before) && !last.sign && nameTheSame(last.text, before.text);
        const {start, sign} = twice ? before : last;
        found.splice(twice ? -2 : -1, 2, {...last, text: last.text + '-' + item.text, start, sign, end: item.end});
      } else {
        const isYear = /^(?:19|20)\d\d$/.test(item.text), one = isYear ? [] : analysis.join('', analysis.headOf(last.text.toLowerCase()), number);
        found.push(one.length ? {...item, extra: [{text: one[0]}]} : item);
      }
    }
    return found;
  }

  /** The words of an unquoted leaf: designators as one, pairs of characters. @param {string} text */
  function wordsIn(text) {
    const words = analysis.splitWords(text.toLowerCase()).flatMap(analysis.pieces), found = [];
    for (let i = 0; i < words.length; i++) {
      const {word, length} = wordAt(words, i);
      found.push(word);
      i += length - 1;
    }
    return found;
  }

  /** The word at a place, and of how many it is made: three of `A/RES/1441`, two of `F-16` and `F-16*`. @param {string[]} words @param {number} i */
  function wordAt(words, i) {
    const [word, next = '', third = ''] = words.slice(i, i + 3), head = analysis.headOf(word);
    const chain = head.length === 1 && third ? analysis.join(head, analysis.headOf(next), analysis.tailOf(third)) : [];
    const longest = chain.find((each) => each.startsWith(head + next));
    if (longest) return {word: longest, length: 3};
    const start = next.replace(/\*.*/, ''), [one] = head && start ? analysis.join('', head, analysis.tailOf(start)) : [];
    return one ? {word: one + (start === next ? '' : '*'), length: 2} : {word, length: 1};
  }

  /**
   * `A-10` as it must be written in the text, since the article stands before numbers too (`a 10-year term`): the capital letter
   * with nothing but a hyphen behind it. Null for all else. @param {Search.Leaf} leaf @returns {{keys: string[], written: string} | null}
   */
  function writtenOf(leaf) {
    const close = leaf.kind === 'word' && !leaf.field && /^a[-‐–]?(\d{2,3})$/i.exec(leaf.text);
    if (!close || leaf.parts.length !== 1 || leaf.parts[0][0].text !== 'a' + close[1]) return null;
    return {keys: ['a', close[1]], written: 'A[-‐–]?' + close[1]};
  }

  return {joined, wordsIn, writtenOf};
})();
