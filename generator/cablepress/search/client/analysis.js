/**
 * From text to terms: the same four steps as search/analysis.py, as pipeline functions of lunr.
 * The index was made with splitter, trimmer, notEmpty, stop words, stemmer; queries run through
 * splitter, trimmer, stemmer. See the Python module for the reasons.
 */
var Cablepress = Cablepress || {};  // eslint-disable-line no-var -- shared by the scripts of a page
Cablepress.search = Cablepress.search || {};

Cablepress.search.analysis = (() => {
  'use strict';

  const SEPARATORS = new RegExp('(?:\\.\\.|[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200b\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff' +
    '\\-/\\\\|()\\[\\]{}<>";=\\u2010-\\u2015\\u2026])+');
  const PUNCTUATION = '[\\x00-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\xa9\\xab-\\xb4\\xb6-\\xb9\\xbb-\\xbf\\xd7\\xf7\\u2000-\\u206f\\u20a0-\\u20cf' +
    '\\u2190-\\u2bff\\u3000-\\u303f\\ue000-\\uf8ff\\ufe00-\\ufe6f\\ufeff\\uff00-\\uff0f\\uff1a-\\uff20\\ufff0-\\uffff]+';
  const ENDS = new RegExp('^' + PUNCTUATION + '|' + PUNCTUATION + '$', 'g');
  const APOSTROPHES = /[\u2018\u2019\u02bc\uff07]/g;

  /** Cut a text into words, none of them empty. @param {string} text @returns {string[]} */
  function splitWords(text) {
    return text.split(SEPARATORS).filter(Boolean);
  }

  /** Take punctuation and a possessive 's off a lower-case word. @param {string} word @returns {string} */
  function trim(word) {
    const bare = word.replace(APOSTROPHES, "'").replace(ENDS, '');
    return bare.endsWith("'s") ? bare.slice(0, -2).replace(ENDS, '') : bare;
  }

  /** @param {lunr.Token} token */
  function splitter(token) {
    const words = splitWords(token.toString());
    return (words.length ? words : ['']).map((word) => new lunr.Token(word, token.metadata));
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
    return pipeline(trimmer, notEmpty, lunr.stopWordFilter, lunr.stemmer).run(tokens).map(String);
  }

  /** The pipeline of queries. @returns {lunr.Pipeline} */
  function searchPipeline() {
    return pipeline(splitter, trimmer, lunr.stemmer);
  }

  return {splitWords, terms, searchPipeline};
})();
