/**
 * From text to terms: the same four steps as search/analysis.py, as pipeline functions of lunr.
 * The index was made with splitter, trimmer, notEmpty, stop words, stemmer; queries run through
 * splitter, trimmer, stemmer. See the Python module for the reasons.
 */
(function (root) {
  'use strict';

  var lunr = root.lunr;
  var Cablepress = root.Cablepress = root.Cablepress || {};
  var search = Cablepress.search = Cablepress.search || {};

  var SEPARATORS = new RegExp('(?:\\.\\.|[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200b\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff' +
    '\\-/\\\\|()\\[\\]{}<>";=\\u2010-\\u2015\\u2026])+');
  var PUNCTUATION = '[\\x00-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\xa9\\xab-\\xb4\\xb6-\\xb9\\xbb-\\xbf\\xd7\\xf7\\u2000-\\u206f\\u20a0-\\u20cf' +
    '\\u2190-\\u2bff\\u3000-\\u303f\\ue000-\\uf8ff\\ufe00-\\ufe6f\\ufeff\\uff00-\\uff0f\\uff1a-\\uff20\\ufff0-\\uffff]+';
  var ENDS = new RegExp('^' + PUNCTUATION + '|' + PUNCTUATION + '$', 'g');
  var APOSTROPHES = /[\u2018\u2019\u02bc\uff07]/g;

  /** Cut a text into words, none of them empty. @param {string} text @returns {string[]} */
  function splitWords(text) {
    return text.split(SEPARATORS).filter(Boolean);
  }

  /** Take punctuation and a possessive 's off a lower-case word. @param {string} word @returns {string} */
  function trim(word) {
    word = word.replace(APOSTROPHES, "'").replace(ENDS, '');
    return word.slice(-2) === "'s" ? word.slice(0, -2).replace(ENDS, '') : word;
  }

  function splitter(token) {
    var words = splitWords(token.toString());
    return (words.length ? words : ['']).map(function (word) {
      return new lunr.Token(word, token.metadata);
    });
  }

  function trimmer(token) {
    return token.update(trim);
  }

  function notEmpty(token) {
    return token.toString() ? token : null;
  }

  lunr.Pipeline.registerFunction(splitter, 'cablepressSplitter');
  lunr.Pipeline.registerFunction(trimmer, 'cablepressTrimmer');
  lunr.Pipeline.registerFunction(notEmpty, 'cablepressNotEmpty');

  function pipeline(functions) {
    var made = new lunr.Pipeline();
    made.add.apply(made, functions);
    return made;
  }

  search.analysis = {
    splitWords: splitWords,
    /** Terms that the index holds for a text. @param {string} text @returns {string[]} */
    terms: function (text) {
      var tokens = splitWords(text.toLowerCase()).map(function (word) { return new lunr.Token(word); });
      return pipeline([trimmer, notEmpty, lunr.stopWordFilter, lunr.stemmer]).run(tokens).map(String);
    },
    /** The pipeline of queries. @returns {lunr.Pipeline} */
    searchPipeline: function () {
      return pipeline([splitter, trimmer, lunr.stemmer]);
    }
  };
})(self);
