/**
 * Sentences: what is asked as a question or told as an order is a query of its words; what else is nothing but words, and enough
 * of them, is a quotation, whose paragraph is looked for. No DOM, no network.
 */
Cablepress.search.sentences = (() => {
  'use strict';

  const {passage} = Cablepress.search;
  const {OPTIONAL, anyOf} = Cablepress.search.clauses;
  const {knownField} = Cablepress.search.fieldNames;
  const {isPlain} = Cablepress.search.syntax;

  // Questions

  /** How a question begins, or what somebody tells a search to do. */
  const ASKS = /^(?:who|whom|whose|what|when|where|why|which|how|did|does|do|is|are|was|were|has|have|can|could|should|find|show|list|give|tell|search|looking|any|anything|all|everything)\s/i;
  const IS_ABOUT = /\b(?:cables?|telegrams?|documents?|reports?|messages?) (?:are |were |that are )?(?:from|about|on|regarding|concerning|mentioning|that)\b/i;
  /** Words of a question, beyond which a text that asks is a passage. */
  const LONGEST_QUESTION = 12;
  const CABLES = /^(?:cables?|telegrams?|documents?)$/i, ABOUT = /^(?:from|about|on|by|of|regarding|concerning|mentioning|that)$/i;

  /** Whether a text asks for something and quotes nothing: `what did the ambassador say about corruption`. @param {string} text */
  function isQuestion(text) {
    const plain = text.trim(), count = plain.split(/\s+/).length, asks = ASKS.test(plain);
    if (count <= LONGEST_QUESTION && (IS_ABOUT.test(text) || asks && !/[.!;]["”]?$/.test(plain))) return true;
    return asks && plain.endsWith('?') && count <= 2 * LONGEST_QUESTION;
  }

  /** The first word of `cables about iran` or the like, empty of other queries: what is asked for is always a cable. @param {Search.Item[]} items */
  function wordForCables([first, next, third]) {
    const isAsked = third !== undefined && isPlain(first) && CABLES.test(first.text) && 'kind' in next && (next.kind === 'days' || ABOUT.test(next.text));
    return isAsked ? first.text.toLowerCase() : '';
  }

  // Quotations

  const LEAST_QUOTED = 6, MAX_QUOTED = 16;
  const MARKING = '\\(\\s*(?:TS|S|C|SBU|U|LOU|FOUO)(?:\\s*[-/]+\\s*[A-Z]{2,6})*\\s*\\)';
  /** What stands before paragraphs and between pages, and is not part of the text: `5. (C)`, `ANKARA 00000251 002 OF 004`. */
  const AROUND = new RegExp('^\\s*(?:¶\\s*)?(?:\\(?\\d{1,3}[.)]\\s+)?(?:' + MARKING + '\\s*)?|(?<=\\s)(?:¶\\s*)?\\d{1,3}[.)]\\s+' + MARKING + '\\s*|¶', 'g');
  const PAGE_HEAD = /\b[A-Z][A-Z ]{2,24} \d{6,8} +\d{3}(?:\.\d+)? OF \d{3}(?:\.\d+)?/g;
  /** Where a quotation leaves words out. */
  const ELISION = /[[(]\s*(?:…|\.\s?\.\s?\.)\s*\.?[\])]|…+|(?:\s\.){3,}|\.{3,}/;

  /** Signs before words, stars at their ends, `~` and `^`, operators in signs. */
  const SIGNS = /(?:^|\s)[+-](?=[\p{L}"“])|[^\s*]\*(?:\s|$)|(?:^|\s)\*[^\s*]|[^\s][~^]\d|&&|\|\|/u;
  /** A star within a word is a misprint in a long text. */
  const STAR_WITHIN = /[^\s*]\*[^\s*]/;
  const OPERATORS = /(?:^|[\s(])(?:AND|OR|NOT)(?=[\s(]|$)/;

  /** Whether a text has what only queries have. @param {string} text @param {string[]} fields */
  function hasSyntax(text, fields) {
    const names = Array.from(text.matchAll(/(?:^|[\s(])[+-]?([a-z]+):(?=\S)/gi), ([, name]) => name);
    if (names.some((name) => knownField(name, fields) && !/^[A-Z]+$/.test(name))) return true;
    if (SIGNS.test(text) || STAR_WITHIN.test(text) && text.split(/\s+/).length < 2 * LEAST_QUOTED) return true;
    return OPERATORS.test(text) && /\p{Ll}/u.test(text);  // among capitals they are words
  }

  /** Whether a text is sentences and no query. @param {string} text @param {string[]} fields */
  function isProse(text, fields) {
    if (isQuestion(text) || hasSyntax(text, fields)) return false;
    if (!passage.analyse(text).some((token) => token.common)) return false;  // names in a row: no sentence is without small words
    const outside = text.replace(/["“][^"“”]*["”]/g, ' ');
    return outside === text || passage.analyse(outside).length >= LEAST_QUOTED;
  }

  /**
   * The words of a quotation, in the stretches between which it leaves words out: six words or more, nothing but words, in quotes, or not if some are small ones.
   * @param {string} text @param {string[]} fields @returns {Search.Stretch[]}  empty if it is a query
   */
  function quotationOf(text, fields) {
    const whole = /^["“”„]([^"“”„]*)["“”]?$/.exec(text.trim());
    if (!whole && !isProse(text, fields)) return [];
    const stretches = (whole ? whole[1] : text).replace(PAGE_HEAD, ' ').replace(AROUND, ' ').split(ELISION).map((part) => ({text: part, tokens: passage.analyse(part)}));
    const tokens = stretches.flatMap((part) => part.tokens);
    return tokens.length >= LEAST_QUOTED && tokens.some((token) => !token.common) ? stretches.filter((part) => part.tokens.length) : [];
  }

  /** Clauses that find where most words of a quotation are: its longest ones. @param {Search.Stretch[]} quotation @param {string[]} fields @returns {Search.Clause[]} */
  function quotedClauses(quotation, fields) {
    const tokens = quotation.flatMap((part) => part.tokens), keys = new Set(tokens.filter((token) => !token.common).map((token) => token.key));
    const chosen = Array.from(keys).sort((a, b) => b.length - a.length).slice(0, MAX_QUOTED);
    return chosen.map((key) => anyOf([{text: key, stem: key}], fields, OPTIONAL, 1));
  }

  return {wordForCables, quotationOf, quotedClauses};
})();
