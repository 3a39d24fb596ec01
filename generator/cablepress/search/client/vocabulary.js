/**
 * From the words of a query to words as written and their terms: which words a wildcard or a fuzzy word stands for,
 * and which words are spelled or sound like one. Candidates come from as few files as will do; lunr's own token sets then
 * choose among them.
 */
Cablepress.search.vocabulary = (() => {
  'use strict';

  const {analysis, SearchError} = Cablepress.search;
  /** Files that one word of a query may need at most. */
  const MAX_FILES = 200;
  /** Letters by which a word may differ from what was typed. */
  const MAX_DISTANCE = 2;

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
    /** @param {string[]} firsts  first word of each file @param {(file: number) => Promise<Search.WordFile>} read */
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

    /** All words that begin with `prefix`, with the size classes of their counts. @param {string} prefix @returns {Promise<Search.Written[]>} */
    async words(prefix) {
      const files = this.files(prefix);
      if (files.length > MAX_FILES) throw new SearchError('broad', 'Too many words begin with “' + prefix + '”; add a letter.');
      const read = await Promise.all(files.map(this.read));
      return read.flatMap(({words, sizes}) => {
        const start = words.findIndex((word) => word.startsWith(prefix));
        if (start < 0) return [];
        let end = start + 1;
        while (end < words.length && words[end].startsWith(prefix)) end++;
        return words.slice(start, end).map((word, i) => ({word, size: sizes[start + i]}));
      });
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

  /** Whether a word is one of a pattern with stars and question marks. @param {string} pattern @returns {(word: string) => boolean} */
  function matcher(pattern) {
    const parts = Array.from(pattern.replace(/\*+/g, '*'), (letter) => letter === '*' ? '.*' : letter === '?' ? '.' : letter.replace(/[^\p{L}\p{N}]/u, '\\$&'));
    const whole = new RegExp('^' + parts.join('') + '$', 's');
    return (word) => whole.test(word);
  }

  class Vocabulary {
    /**
     * @param {Ranges} forward  files of words as written
     * @param {Ranges} reversed  files of words read backwards
     * @param {Ranges} sounds  files of `sound:word`
     */
    constructor(forward, reversed, sounds) {
      this.forward = forward;
      this.reversed = reversed;
      this.sounds = sounds;
    }

    /** @param {string} suffix @returns {Promise<Search.Written[]>} */
    async endingIn(suffix) {
      return (await this.reversed.words(reverse(suffix))).map(({word, size}) => ({word: reverse(word), size}));
    }

    /** Words among which the ones of a pattern are. @param {string} pattern @param {string} signs  of its wildcards @returns {Promise<Search.Written[]>} */
    async matching(pattern, signs) {
      const places = Array.from(pattern, (letter, i) => signs.includes(letter) ? i : -1).filter((i) => i >= 0);
      const prefix = pattern.slice(0, places[0]), suffix = pattern.slice(places[places.length - 1] + 1);
      const backwards = suffix && (!prefix || this.reversed.files(reverse(suffix)).length < this.forward.files(prefix).length);
      return backwards ? this.endingIn(suffix) : this.forward.words(prefix);
    }

    /** Words that can be within `distance` letters of one. @param {string} word @param {number} distance @returns {Promise<Search.Written[]>} */
    async near(word, distance) {
      if (distance > MAX_DISTANCE) throw new SearchError('broad', 'A word can differ in at most two letters: “~1” or “~2”.');
      const half = word.length >> 1, counts = countLetters(word);
      // One change leaves the part before the middle letter alone, or the part after it.
      const found = distance === 1 && half > 0
        ? (await Promise.all([this.forward.words(word.slice(0, half)), this.endingIn(word.slice(half + 1))])).flat()
        : await this.forward.words('');
      return found.filter((each) => near(each.word, counts, word.length, distance));
    }

    /**
     * The terms of all words as written that a clause's word stands for, sorted: a wildcard or a fuzzy word.
     * @param {lunr.Clause} clause @param {boolean} [single]  whether question marks stand for a letter, which lunr does not know
     * @returns {Promise<string[]>}
     */
    async expand(clause, single = false) {
      const {term} = clause, found = clause.editDistance ? await this.near(term, clause.editDistance) : await this.matching(term, single ? '*?' : '*');
      if (!found.length) return [];  // lunr's token set of a long word is large
      const all = found.map(({word}) => word);
      const words = single ? all.filter(matcher(term)) : trie(all).intersect(lunr.TokenSet.fromClause(clause)).toArray();
      return Array.from(new Set(words.map(analysis.stem))).sort();
    }
  }

  return {Ranges, Vocabulary, trie, lastNotAfter, near, countLetters, MAX_FILES, MAX_DISTANCE};
})();
