/** What the page says of what was found, and what else to try: other words, fewer words, no filters. No DOM. */
Cablepress.search.help = (() => {
  'use strict';

  const {address, analysis, fieldNames, spelling, understanding} = Cablepress.search;
  /** Up to so many cables a word is in few, and others are offered. */
  const FEW = 30;
  /** Postings, as text, of a word that is in more than FEW cables. */
  const LONG = 2000;

  /** What was found, in a sentence or two. @param {Search.Current} current @param {Search.Words} words */
  function summary({engine: {kinds}, list, found}, words) {
    const {docs} = found.answer.matches, others = kinds.size ? Array.from(docs).filter((doc) => kinds.has(doc)).length : 0, parts = [];
    if (found.understood.quotation.length) parts.push(quotedSummary(found, list, words));
    if (list.checking && list.more) parts.push(words.text('partly', {n: list.given, seen: list.seen, total: list.total}));
    else if (list.checking) parts.push(list.given ? words.count(list.given) : words.text('none'));
    else if (!list.total && !docs.length) parts.push(words.text('none'));
    else if (list.total < docs.length) parts.push(words.text('of', {n: list.total, total: docs.length}));
    else if (others) parts.push(words.text('andOthers', {n: list.total, k: others}));
    else parts.push(words.count(list.total));
    if (found.beginning) parts.push(words.text('begins', {word: found.beginning}));
    if (!list.checked) parts.push(words.text('unchecked'));
    if (list.unread) parts.push(words.text('unread', {n: list.unread}));
    return parts.join(' ');
  }

  /** What became of a quotation. @param {Search.Found} found @param {Search.Results} list @param {Search.Words} words */
  function quotedSummary({quoted}, {pages}, words) {
    if (!pages) return words.text('unquoted');
    if (!quoted) return '';
    if (!quoted.passage) return words.text('notQuoted');
    const n = quoted.passage.differing;
    return n === 1 ? words.text('differOne') : n ? words.text('differ', {n}) : words.text('exact');
  }

  /**
   * Other words for those in no cable or few; where all find nothing, what each word finds by itself and what to try.
   * Rejects with an AbortError if the signal was given.
   * @param {Search.Engine} engine @param {Search.Found} found @param {AbortSignal} signal @returns {Promise<Search.Help>}
   */
  async function lookUp(engine, found, signal) {
    const {answer: {total}, understood: {text}} = found, words = await countWords(engine, found);
    signal.throwIfAborted();
    const few = words.filter((word) => word.text && word.count <= Math.max(3, Math.min(FEW, engine.size * 0.03))).slice(0, 3);
    const meant = await Promise.all(few.map(async (word) => ({word, offers: await spelling.suggest(engine, word.text, word.count)})));
    signal.throwIfAborted();
    const offers = meant.flatMap(({word, offers: all}) => all.map((offer) => ({...offer, query: replaceWord(text, word.text, offer.word)})));
    // Where something was found a word's parts were looked for already.
    return total ? {offers: offers.filter((offer) => !offer.word.includes(' ')), words: [], ways: []} : {offers, words, ways: fewerWords(words)};
  }

  /** Words of the query, each with the number of cables that it finds by itself. @param {Search.Engine} engine @param {Search.Found} found */
  async function countWords(engine, found) {
    const {answer: {plan, total}, understood} = found, counts = [], seen = new Set();
    for (const [i, {words, presence, fields}] of understood.clauses.entries()) {
      const label = words.map((word) => word.text + (word.distance ? '~' + word.distance : '')).join(' / ');
      if (presence === lunr.Query.presence.PROHIBITED || seen.has(label) || words.every((word) => word.welcome)) continue;
      seen.add(label);
      // Long lists need not be counted where something was found: their words are in many cables.
      const isLong = total > 0 && plan.clauses[i].words.flat().some((t) => plan.numbers[t].length > LONG);
      const text = words.length === 1 && isAsWritten(words[0]) && (fields.includes('body') || fields.includes('subject')) ? words[0].text : '';
      counts.push({label, text, count: isLong ? total : engine.alone(plan, i).docs.length});
    }
    return counts;
  }

  /** Whether a word may be misspelled: it is no pattern, and none of a phrase. @param {Search.Word} word */
  function isAsWritten(word) {
    return !word.distance && !word.single && !word.text.includes('*') && word.stem === undefined;
  }

  /** What to try where nothing was found. @param {{text: string, count: number}[]} words @returns {Search.Way[]} */
  function fewerWords(words) {
    const some = words.filter((word) => word.count && word.text).map((word) => word.text), q = some.join(' ');
    if (some.length && some.length < words.length) return [{name: 'tryFound', asked: {q}}];
    return some.length > 1 ? [{name: 'tryAny', asked: {q}}] : [];
  }

  /** What to try where filters, or days in the query, leave nothing of what was found. @param {Search.Current} current @param {Search.Asked} asked @returns {Search.Way[]} */
  function wider({found: {answer, understood}, list}, asked) {
    if (list.total || !answer.matches.docs.length) return [];
    const days = understood.chips.filter((chip) => fieldNames.DAYS.has(chip.field));
    // From the last on: the places of those before stay as they are.
    const text = days.sort((a, b) => b.start - a.start).reduce((rest, chip) => understanding.without(rest, chip), understood.text);
    if (text || address.isFiltered(asked)) return [{name: 'tryFilters', asked: {...address.UNFILTERED, q: text || asked.q}}];
    // A day alone may be what is spoken of: 11 September 2001.
    return /\p{L}/u.test(asked.q) && !asked.q.includes(':') ? [{name: 'tryWords', asked: {...address.UNFILTERED, q: '"' + asked.q + '"'}}] : [];
  }

  /** A query with another word in the place of one. @param {string} text @param {string} word @param {string} other */
  function replaceWord(text, word, other) {
    const pieces = text.split(/([^\s()"“”+:]+)/);
    const at = pieces.findIndex((piece) => analysis.words(piece).join(' ') === word || analysis.trim(piece.toLowerCase()) === word);
    if (at < 0) return other;
    pieces[at] = other;
    return pieces.join('');
  }

  return {summary, lookUp, wider};
})();
