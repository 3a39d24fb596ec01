/** Synonyms of the site's owner: other words beside a word, and several words for one or for words in a row. No DOM, no network. */
Cablepress.search.synonyms = (() => {
  'use strict';

  const {analysis} = Cablepress.search;
  const {FACTS} = Cablepress.search.fieldNames;
  const {isPlain} = Cablepress.search.syntax;

  /** The words of a name that the index has. @param {string} name */
  function wordsOf(name) {
    return analysis.words(name).filter((word) => !analysis.isStopWord(word));
  }

  /** The terms of a name, as synonyms are compared. @param {string} name */
  function termsOf(name) {
    return wordsOf(name).map(analysis.stem);
  }

  /** Terms of leaves in a row. @param {Search.Item[]} items */
  function termsIn(items) {
    return items.flatMap((item) => 'kind' in item ? item.parts.map(([word]) => word.stem ?? analysis.stem(word.text)) : []).join(' ');
  }

  /** Let synonyms stand in for leaves, each for those of the first group that has them. @param {Search.Item[]} items @param {string[][]} groups */
  function add(items, groups) {
    for (let i = 0; groups.length && i < items.length; i++) {
      const leaf = items[i];
      if (!('kind' in leaf) || leaf.kind === 'days' || leaf.distance || FACTS.has(leaf.field) || !leaf.parts.length) continue;
      for (const group of groups) {
        const run = Math.max(0, ...group.map((name) => rowOf(items, i, termsOf(name))));
        if (!run) continue;
        addGroup(leaf, group, run, termsIn(items.slice(i, i + run)));
        i += run - 1;
        break;
      }
    }
  }

  /** How many leaves from a place on are these terms; 0 if they are others. @param {Search.Item[]} items @param {number} at @param {string[]} terms */
  function rowOf(items, at, terms) {
    const wanted = terms.join(' ');
    if (!wanted) return 0;
    if (termsIn([items[at]]) === wanted) return 1;
    const row = items.slice(at, at + terms.length);
    return row.every((item) => isPlain(item) && !item.sign && item.parts.length === 1) && termsIn(row) === wanted ? terms.length : 0;
  }

  /** @param {Search.Leaf} leaf @param {string[]} group @param {number} run @param {string} terms */
  function addGroup(leaf, group, run, terms) {
    leaf.also = group.filter((name) => termsOf(name).join(' ') !== terms);
    leaf.run = run;
    for (const name of leaf.also) {
      const words = wordsOf(name).map((text) => [{text}]);
      if (run === 1 && leaf.kind === 'word' && leaf.parts.length === 1 && words.length === 1) leaf.parts[0].push(...words[0]);
      else if (words.length) leaf.others.push({...leaf, kind: 'word', sign: '', text: name, parts: words, also: [], others: [], run: 1, extra: [], tokens: []});
    }
  }

  return {add};
})();
