/**
 * From the words of a query to terms of the index: which terms a wildcard or a fuzzy word stands for.
 * Candidates come from as few files as will do; lunr's own token sets then choose among them.
 */
Cablepress.search.vocabulary = (() => {
  'use strict';

  const {SearchError} = Cablepress.search;
  /** Files that one word of a query may need at most. */
  const MAX_FILES = 200;

  /** Index of the last of sorted `items` that is not after `item`, or 0. @param {string[]} items @param {string} item */
  function lastNotAfter(items, item) {
    let low = 0, high = items.length;
    while (high - low > 1) {
      const middle = low + high >> 1;
      if (items[middle] <= item) low = middle;
      else high = middle;
    }
    return low;
  }

  /** @param {string} text */
  function reverse(text) {
    return Array.from(text).reverse().join('');
  }

  /** Ranges of sorted words in files. */
  class Ranges {
    /** @param {string[]} firsts  first word of each file @param {(file: number) => Promise<string[]>} read */
    constructor(firsts, read) {
      this.firsts = firsts;
      this.read = read;
    }

    /** Numbers of the files that can hold words beginning with `prefix`. @param {string} prefix */
    files(prefix) {
      const files = [];
      for (let i = lastNotAfter(this.firsts, prefix); i < this.firsts.length; i++) {
        if (files.length && prefix && this.firsts[i].slice(0, prefix.length) > prefix) break;
        files.push(i);
      }
      return files;
    }

    /** All words that begin with `prefix`. @param {string} prefix @returns {Promise<string[]>} */
    async words(prefix) {
      const files = this.files(prefix);
      if (files.length > MAX_FILES) throw new SearchError('broad', 'Too many words begin with “' + prefix + '”; add a letter.');
      const lists = await Promise.all(files.map(this.read));
      return lists.flat().filter((word) => word.startsWith(prefix));
    }
  }

  /**
   * A token set of words as a plain trie: lunr's minimiser confuses terms with digits. The words go in sorted,
   * since the order of edges is the order in which lunr meets the terms.
   * @param {string[]} words
   */
  function trie(words) {
    const top = new lunr.TokenSet();
    for (const word of words.slice().sort()) {
      let node = top;
      for (let i = 0; i < word.length; i++) node = node.edges[word[i]] = node.edges[word[i]] || new lunr.TokenSet();
      node.final = true;
    }
    return top;
  }

  /**
   * Whether `word` can be within `distance` letters of another: no more letters too many on either side.
   * @param {string} word @param {Map<string, number>} counts  letters of the other @param {number} length @param {number} distance
   */
  function near(word, counts, length, distance) {
    if (Math.abs(word.length - length) > distance) return false;
    /** @type {Map<string, number>} */
    const used = new Map();
    let extra = 0;
    for (let i = 0; i < word.length; i++) {
      const n = (used.get(word[i]) || 0) + 1;
      used.set(word[i], n);
      if (n > (counts.get(word[i]) || 0) && ++extra > distance) return false;
    }
    return length - (word.length - extra) <= distance;
  }

  /** @param {string} word */
  function countLetters(word) {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (let i = 0; i < word.length; i++) counts.set(word[i], (counts.get(word[i]) || 0) + 1);
    return counts;
  }

  class Vocabulary {
    /**
     * @param {Ranges} shards  files of postings
     * @param {Ranges} words  files of terms alone
     * @param {Ranges} reversed  files of terms read backwards
     */
    constructor(shards, words, reversed) {
      this.shards = shards;
      this.forward = words;
      this.reversed = reversed;
    }

    /** @param {string} suffix */
    async endingIn(suffix) {
      return (await this.reversed.words(reverse(suffix))).map(reverse);
    }

    /** Terms among which the ones of `clause` are. @param {lunr.Clause} clause @returns {Promise<string[]>} */
    async candidates(clause) {
      const term = clause.term;
      if (clause.editDistance !== undefined) return clause.editDistance ? this.fuzzy(term, clause.editDistance) : [term];
      return term.includes('*') ? this.wildcard(term) : [term];
    }

    /** @param {string} pattern @returns {Promise<string[]>} */
    async wildcard(pattern) {
      const prefix = pattern.slice(0, pattern.indexOf('*')), suffix = pattern.slice(pattern.lastIndexOf('*') + 1);
      if (/^\*+$/.test(pattern.slice(prefix.length))) return this.shards.words(prefix);
      const parts = pattern.split(/\*+/).map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
      const expression = new RegExp('^' + parts.join('[^]*') + '$');
      const backwards = suffix && (!prefix || this.reversed.files(reverse(suffix)).length < this.forward.files(prefix).length);
      const words = await (backwards ? this.endingIn(suffix) : this.forward.words(prefix));
      return words.filter((word) => expression.test(word));
    }

    /** @param {string} term @param {number} distance @returns {Promise<string[]>} */
    async fuzzy(term, distance) {
      if (distance > 2) throw new SearchError('broad', 'A word can differ in at most two letters: “~1” or “~2”.');
      const half = term.length >> 1, counts = countLetters(term);
      // One change leaves the part before the middle letter alone, or the part after it.
      const words = distance === 1 && half > 0
        ? (await Promise.all([this.forward.words(term.slice(0, half)), this.endingIn(term.slice(half + 1))])).flat()
        : await this.forward.words('');
      return words.filter((word) => near(word, counts, term.length, distance));
    }

    /**
     * The terms that lunr expands `clause` to, in lunr's order.
     * @param {lunr.Clause} clause @param {(term: string) => Promise<string[]>} has @returns {Promise<string[]>}
     */
    async expand(clause, has) {
      const found = await this.candidates(clause);
      const words = found.length === 1 && found[0] === clause.term ? await has(found[0]) : Array.from(new Set(found));
      return trie(words).intersect(lunr.TokenSet.fromClause(clause)).toArray();
    }
  }

  return {Ranges, Vocabulary, trie, lastNotAfter, MAX_FILES};
})();
