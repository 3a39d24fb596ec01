/**
 * From the words of a query to terms of the index: which terms a wildcard or a fuzzy word stands for.
 * Candidates come from as few files as will do; lunr's own token sets then choose among them.
 */
(function (root) {
  'use strict';

  var lunr = root.lunr, search = root.Cablepress.search, core = search.core;
  /** Files that one word of a query may need at most. */
  var MAX_FILES = 200;

  /** Index of the last of sorted `items` that is not after `item`, or 0. */
  function lastNotAfter(items, item) {
    var low = 0, high = items.length;
    while (high - low > 1) {
      var middle = low + high >> 1;
      if (items[middle] <= item) low = middle;
      else high = middle;
    }
    return low;
  }

  function reverse(text) {
    return Array.from(text).reverse().join('');
  }

  function flat(lists) {
    return Array.prototype.concat.apply([], lists);
  }

  /** Ranges of sorted words in files. @param {string[]} firsts  first word of each file */
  function Ranges(firsts, read) {
    this.firsts = firsts;
    this.read = read;
  }

  /** Numbers of the files that can hold words beginning with `prefix`. */
  Ranges.prototype.files = function (prefix) {
    var files = [], last = this.firsts.length - 1;
    for (var i = lastNotAfter(this.firsts, prefix); i <= last; i++) {
      if (files.length && prefix && this.firsts[i].slice(0, prefix.length) > prefix) break;
      files.push(i);
    }
    return files;
  };

  /** All words that begin with `prefix`. @returns {Promise<string[]>} */
  Ranges.prototype.words = function (prefix) {
    var files = this.files(prefix);
    if (files.length > MAX_FILES) {
      return Promise.reject(new search.SearchError('broad', 'Too many words begin with “' + prefix + '”; add a letter.'));
    }
    return Promise.all(files.map(this.read)).then(function (lists) {
      return flat(lists).filter(function (word) { return word.slice(0, prefix.length) === prefix; });
    });
  };

  /**
   * A token set of words as a plain trie: lunr's minimiser confuses terms with digits. The words go in sorted,
   * since the order of edges is the order in which lunr meets the terms.
   */
  function trie(words) {
    var top = new lunr.TokenSet();
    words.slice().sort().forEach(function (word) {
      var node = top;
      for (var i = 0; i < word.length; i++) node = node.edges[word[i]] = node.edges[word[i]] || new lunr.TokenSet();
      node.final = true;
    });
    return top;
  }

  /** Whether `word` can be within `distance` letters of `other`: no more letters too many on either side. */
  function near(word, counts, length, distance) {
    if (Math.abs(word.length - length) > distance) return false;
    var used = {}, extra = 0;
    for (var i = 0; i < word.length; i++) {
      var letter = word[i];
      used[letter] = (used[letter] || 0) + 1;
      if (used[letter] > (counts[letter] || 0) && ++extra > distance) return false;
    }
    return length - (word.length - extra) <= distance;
  }

  function countLetters(word) {
    var counts = {};
    for (var i = 0; i < word.length; i++) counts[word[i]] = (counts[word[i]] || 0) + 1;
    return counts;
  }

  /**
   * @param {Ranges} shards  files of postings
   * @param {Ranges} words  files of terms alone
   * @param {Ranges} reversed  files of terms read backwards
   */
  function Vocabulary(shards, words, reversed) {
    this.shards = shards;
    this.forward = words;
    this.reversed = reversed;
  }

  Vocabulary.prototype.endingIn = function (suffix) {
    return this.reversed.words(reverse(suffix)).then(function (words) { return words.map(reverse); });
  };

  /** Terms among which the ones of `clause` are. @returns {Promise<string[]>} */
  Vocabulary.prototype.candidates = function (clause) {
    var term = clause.term;
    if ('editDistance' in clause) {
      return clause.editDistance ? this.fuzzy(term, clause.editDistance) : Promise.resolve([term]);
    }
    return term.indexOf('*') < 0 ? Promise.resolve([term]) : this.wildcard(term);
  };

  Vocabulary.prototype.wildcard = function (pattern) {
    var prefix = pattern.slice(0, pattern.indexOf('*')), suffix = pattern.slice(pattern.lastIndexOf('*') + 1);
    if (pattern.slice(prefix.length).replace(/\*+/, '') === '') return this.shards.words(prefix);
    var expression = new RegExp('^' + pattern.split(/\*+/).map(function (part) {
      return part.replace(/[.*+?^${}()|[\]\\\/]/g, '\\$&');
    }).join('[^]*') + '$');
    var backwards = suffix && (!prefix || this.reversed.files(reverse(suffix)).length < this.forward.files(prefix).length);
    var found = backwards ? this.endingIn(suffix) : this.forward.words(prefix);
    return found.then(function (words) {
      return words.filter(function (word) { return expression.test(word); });
    });
  };

  Vocabulary.prototype.fuzzy = function (term, distance) {
    if (distance > 2) {
      return Promise.reject(new search.SearchError('broad', 'A word can differ in at most two letters: “~1” or “~2”.'));
    }
    var half = term.length >> 1, counts = countLetters(term), found;
    if (distance === 1 && half > 0) {
      // One change leaves the part before the middle letter alone, or the part after it.
      found = Promise.all([this.forward.words(term.slice(0, half)), this.endingIn(term.slice(half + 1))]).then(flat);
    } else {
      found = this.forward.words('');
    }
    return found.then(function (words) {
      return words.filter(function (word) { return near(word, counts, term.length, distance); });
    });
  };

  /** The terms that lunr expands `clause` to, in lunr's order. @returns {Promise<string[]>} */
  Vocabulary.prototype.expand = function (clause, has) {
    var chosen = lunr.TokenSet.fromClause(clause);
    return this.candidates(clause).then(function (words) {
      return words.length === 1 && words[0] === clause.term ? has(words[0]) : Array.from(new Set(words));
    }).then(function (words) {
      return trie(words).intersect(chosen).toArray();
    });
  };

  search.vocabulary = {Ranges: Ranges, Vocabulary: Vocabulary, trie: trie, lastNotAfter: lastNotAfter, MAX_FILES: MAX_FILES};
})(self);
