/**
 * Finding words and phrases in the text of a cable: no DOM, no network.
 */
var Cablepress = Cablepress || {};  // eslint-disable-line no-var -- shared by the scripts of a page
Cablepress.search = Cablepress.search || {};

Cablepress.search.passage = (() => {
  'use strict';

  const {analysis} = Cablepress.search;
  const OUTSIDE = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;
  /** Letters of an excerpt, roughly, and of what comes before its first marked word. */
  const EXCERPT = 320, LEAD = 90;
  const MAX_WORDS = 12;
  /** @type {Map<string, string>} */
  const keys = new Map();

  /** The index's term for a piece of a word, remembered; empty if the index leaves it out. @param {string} piece  in lower case */
  function termOf(piece) {
    let term = keys.get(piece);
    if (term === undefined) {
      if (keys.size > 50000) keys.clear();
      const bare = analysis.trim(piece);
      keys.set(piece, term = bare && !analysis.isStopWord(bare) ? analysis.stem(bare) : '');
    }
    return term;
  }

  /** The words of a text in order, with the designators that they make. @param {string} text @returns {Search.Token[]} */
  function analyse(text) {
    /** @type {Search.Token[]} */
    const tokens = [];
    /** @type {string[]} */
    const pieces = [];
    let from = 0;
    for (const word of analysis.splitWords(text)) {
      const at = text.indexOf(word, from);
      let within = 0;
      from = at + word.length;
      for (const piece of analysis.pieces(word.toLowerCase())) {
        const place = Math.max(0, word.toLowerCase().replace(/,/g, "'").indexOf(piece.replace(/,/g, "'"), within));
        const typed = word.slice(place, place + piece.length), surface = typed.replace(OUTSIDE, '');
        within = place + 1;
        if (!surface) continue;
        const start = at + place + typed.indexOf(surface), key = termOf(piece);
        tokens.push({start, end: start + surface.length, surface, key: key || surface.toLowerCase(), common: !key, joined: []});
        pieces.push(piece);
        addDesignators(tokens, pieces);
      }
    }
    return tokens;
  }

  /** Add to the last word the designators that it makes with those before. @param {Search.Token[]} tokens @param {string[]} pieces */
  function addDesignators(tokens, pieces) {
    const last = pieces.length - 1, tail = last ? analysis.tailOf(pieces[last]) : [];
    if (!tail.length) return;
    const before = last > 1 ? analysis.headOf(pieces[last - 2]) : '';
    tokens[last].joined = analysis.join(before, analysis.headOf(pieces[last - 1]), tail).map(analysis.stem);
  }

  /** Where a phrase begins in a text: numbers of tokens. @param {Search.Token[]} tokens @param {string[]} phrase */
  function placesOfPhrase(tokens, phrase) {
    const places = [];
    for (let i = 0; i + phrase.length <= tokens.length; i++) {
      if (phrase.every((key, n) => tokens[i + n].key === key)) places.push(i);
    }
    return places;
  }

  /**
   * Numbers of the tokens to mark: those of phrases, and words of the query.
   * @param {Search.Token[]} tokens @param {Set<string>} terms @param {string[][]} phrases
   */
  function hitsIn(tokens, terms, phrases) {
    /** @type {Set<number>} */
    const hits = new Set();
    for (const phrase of phrases) {
      for (const place of placesOfPhrase(tokens, phrase)) phrase.forEach((_, n) => hits.add(place + n));
    }
    tokens.forEach((token, i) => {
      if (terms.has(token.key)) hits.add(i);
      if (token.joined.some((term) => terms.has(term))) hits.add(i - 1).add(i);
    });
    return Array.from(hits).sort((a, b) => a - b);
  }

  /**
   * How well a block answers a query: different words found count most, then phrases, then how often.
   * @param {Search.Block} block @param {Set<string>} terms @param {string[][]} phrases
   */
  function scoreBlock(block, terms, phrases) {
    const hits = hitsIn(block.tokens, terms, phrases);
    if (!hits.length) return 0;
    const found = new Set(hits.map((i) => block.tokens[i].key));
    const whole = phrases.filter((phrase) => placesOfPhrase(block.tokens, phrase).length).length;
    return 100 * whole + 10 * found.size + Math.min(9, hits.length) / (1 + block.tokens.length / 200);
  }

  /** The block to show, or null if none has a word of the query; the first of equals.
   *  @param {Search.Block[]} blocks @param {Set<string>} terms @param {string[][]} phrases */
  function bestBlock(blocks, terms, phrases) {
    /** @type {Search.Block | null} */
    let best = null;
    let high = 0;
    for (const block of blocks) {
      const score = scoreBlock(block, terms, phrases);
      if (score > high) {
        best = block;
        high = score;
      }
    }
    return best;
  }

  /** The hit at which an excerpt has most different words, and of these most words. @param {Search.Token[]} tokens @param {number[]} hits */
  function densest(tokens, hits) {
    let best = hits[0], high = 0;
    hits.forEach((first, i) => {
      const limit = tokens[first].start + EXCERPT - LEAD, different = new Set();
      let count = 0;
      for (; i + count < hits.length && tokens[hits[i + count]].end <= limit; count++) different.add(tokens[hits[i + count]].key);
      const score = 1000 * different.size + count;
      if (score > high) {
        high = score;
        best = first;
      }
    });
    return best;
  }

  /**
   * A piece of a text around the words of a query.
   * @param {string} text @param {Search.Token[]} tokens @param {number[]} hits  from hitsIn
   * @param {number[]} [differing]  those of them that are not as they were quoted
   * @returns {Search.Piece[]}
   */
  function excerpt(text, tokens, hits, differing) {
    let start = 0, end = text.length;
    if (end > EXCERPT && tokens.length) {
      const at = hits.length ? tokens[densest(tokens, hits)].start : 0;
      const from = Math.max(0, Math.min(at - LEAD, end - EXCERPT));
      const first = from && tokens.find((token) => token.start >= from), last = tokens.filter((token) => token.end <= (first ? first.start : 0) + EXCERPT).pop();
      start = first ? first.start : 0;
      end = !last || last.end + 12 >= text.length ? text.length : last.end;
    }
    return marked(text, tokens, hits, differing, start, end);
  }

  /**
   * A stretch of a text with its hits marked; mostly the whole text. @param {string} text @param {Search.Token[]} tokens @param {number[]} hits  from hitsIn
   * @param {number[]} [differing] @param {number} [start] @param {number} [end]
   */
  function marked(text, tokens, hits, differing = [], start = 0, end = text.length) {
    /** @type {Search.Piece[]} */
    const pieces = start ? [{text: '… ', marked: false}] : [];
    let read = start;
    for (const i of hits.filter((each) => tokens[each].start >= start && tokens[each].end <= end)) {
      const hit = tokens[i], from = Math.max(read, hit.start);  // pairs of characters overlap
      pieces.push({text: text.slice(read, from), marked: false});
      pieces.push({text: text.slice(from, hit.end), marked: true, ...differing.includes(i) ? {differs: true} : {}});
      read = Math.max(read, hit.end);
    }
    pieces.push({text: text.slice(read, end) + (end < text.length ? ' …' : ''), marked: false});
    return pieces.filter((piece) => piece.text);
  }

  /** The different words that hits stand for, as the cable's page is to mark them. @param {Search.Block} block @param {number[]} hits @returns {string[]} */
  function wordsToMark(block, hits) {
    const {text, tokens} = block, inside = new Set(hits);
    const words = hits.flatMap((i) => {
      const next = tokens[i + 1], joined = inside.has(i + 1) && next.joined.length;
      if (joined && !/\s/.test(text.slice(tokens[i].start, next.end))) return [text.slice(tokens[i].start, next.end).toLowerCase()];
      const before = tokens[i].joined.length && inside.has(i - 1) && !/\s/.test(text.slice(tokens[i - 1].start, tokens[i].end));
      return before ? [] : [tokens[i].surface.toLowerCase()];
    });
    return Array.from(new Set(words)).slice(0, MAX_WORDS);
  }

  /**
   * The words to mark in a page that could not be read: beginnings that the terms' forms share, such as `elect*`.
   * @param {Iterable<string>} terms
   */
  function stemsToMark(terms) {
    return Array.from(terms, (term) => {
      const beginning = term.replace(/[ie]$/, '');
      return beginning.length > 2 ? beginning + '*' : term;
    }).slice(0, MAX_WORDS);
  }

  return {analyse, placesOfPhrase, hitsIn, bestBlock, excerpt, marked, wordsToMark, stemsToMark};
})();
