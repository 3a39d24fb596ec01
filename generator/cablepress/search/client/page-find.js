/** What the engine finds for a query as it was understood: matches in their order, and what is left to be checked. No DOM. */
Cablepress.search.finding = (() => {
  'use strict';

  const {analysis, quotation, syntax, understanding} = Cablepress.search;
  /** Files of the index that guessing at an unfinished word may load. */
  const GUESS_FILES = 3;

  /** Understand a query for an index; throws syntax.Unreadable. @param {Search.Engine} engine @param {string} text @param {boolean} typing  whether it may be unfinished */
  function understand(engine, text, typing) {
    return understanding.understand(text, {fields: engine.fields, synonyms: engine.manifest.synonyms || [], typing});
  }

  /**
   * Ask the engine. Rejects with an AbortError if the signal was given.
   * @param {Search.Engine} engine @param {Search.Understood} understood @param {boolean} typing @param {AbortSignal} signal
   * @returns {Promise<Search.Found>}
   */
  async function find(engine, understood, typing, signal) {
    const [answer, first] = await Promise.all([engine.find(understood.clauses, {limit: 0}), engine.cables(understood.references)]);
    signal.throwIfAborted();
    const all = await Promise.all(understood.checks.map((check) => lookUp(engine, check))), checks = all.filter((check) => check.phrases.length);
    signal.throwIfAborted();
    const sound = sift(answer.matches, all.filter((check) => !check.phrases.length));
    const found = {answer: {...answer, total: sound.docs.length, matches: putFirst(sound, first)}, understood, beginning: '', first, quoted: null, checks};
    return typing && !answer.total && !first.length && !understood.phrases.length ? guess(engine, found) : found;
  }

  /** Take the last word for the beginning of one, if that is cheap and finds something. @param {Search.Engine} engine @param {Search.Found} found @returns {Promise<Search.Found>} */
  async function guess(engine, found) {
    const prefix = syntax.asPrefix(found.understood.text);
    if (!prefix || engine.vocabulary.forward.files(analysis.foldPattern(prefix.word)).length > GUESS_FILES) return found;
    const understood = understand(engine, prefix.query, true), answer = await engine.find(understood.clauses, {limit: 0});
    return answer.total ? {...found, answer, understood, beginning: prefix.word} : found;
  }

  /** Compare a quotation with the cables that have its words; its own comes first. @param {Search.Engine} engine @param {Search.Pages} pages @param {Search.Found} found @param {AbortSignal} signal @returns {Promise<Search.Found>} */
  async function compare(engine, pages, found, signal) {
    const {answer, understood} = found, quoted = await quotation.find(engine, pages, answer, understood.quotation, signal);
    return {...found, quoted, answer: {...answer, matches: putFirst(answer.matches, quoted.passage ? [quoted.passage.ref] : [])}};
  }

  /** Look up which documents match the sets of a check. @param {Search.Engine} engine @param {Search.Check} check @returns {Promise<Search.Checked>} */
  async function lookUp(engine, {phrases, sets}) {
    const found = await Promise.all(sets.map(async ({clauses, excluded}) => {
      const {matches} = await engine.find(clauses, {limit: 0});
      return {docs: new Set(matches.docs), excluded};
    }));
    return {phrases, passes: (doc) => found.some(({docs, excluded}) => docs.has(doc) !== excluded)};
  }

  /** Matches that pass checks. @param {Search.Matches} matches @param {Search.Checked[]} checks @returns {Search.Matches} */
  function sift(matches, checks) {
    if (!checks.length) return matches;
    const kept = Array.from(matches.docs.keys()).filter((i) => checks.every((check) => check.passes(matches.docs[i])));
    return {docs: Uint32Array.from(kept, (i) => matches.docs[i]), scores: Float64Array.from(kept, (i) => matches.scores[i])};
  }

  /** Matches with some documents before all others. @param {Search.Matches} matches @param {number[]} first @returns {Search.Matches} */
  function putFirst(matches, first) {
    if (!first.length) return matches;
    const wanted = new Set(first), docs = Array.from(matches.docs).filter((doc) => !wanted.has(doc));
    const kept = Array.from(matches.scores).filter((_, i) => !wanted.has(matches.docs[i]));
    const high = kept.reduce((most, score) => Math.max(most, score), 0) + 1;
    return {docs: Uint32Array.from([...first, ...docs]), scores: Float64Array.from([...first.map((_, i) => high + first.length - i), ...kept])};
  }

  /** Terms to mark singly: not those of phrases, nor those asked of the year, the tags and the like alone. @param {Search.Engine} engine @param {Search.Found} found */
  function termsToMark(engine, {answer: {plan}, understood: {clauses, quotation: quoted}}) {
    const inText = [engine.fields.indexOf('body'), engine.fields.indexOf('subject')], isQuoted = quoted.length > 0;
    const words = clauses.flatMap((clause) => clause.words), plain = words.filter((word) => word.stem === undefined).map((word) => analysis.stem(word.text));
    const asked = plan.clauses.filter(({presence, fields}, i) => (
      presence !== lunr.Query.presence.PROHIBITED && fields.some((field) => inText.includes(field)) &&
      (isQuoted || clauses[i].words.some((word) => word.stem === undefined))
    ));
    const terms = new Set(asked.flatMap((clause) => clause.words.flat()).map((t) => plan.terms[t]));
    for (const {stem} of isQuoted ? [] : words) if (stem !== undefined && !plain.includes(stem)) terms.delete(stem);
    return terms;
  }

  /** Phrases to mark, as the keys of their words. @param {Search.Understood} understood */
  function phrasesToMark({phrases, checks}) {
    const all = [...phrases, ...checks.flatMap((check) => check.phrases)];
    return all.filter((phrase) => !phrase.excluded && !phrase.written).map((phrase) => phrase.keys);
  }

  return {understand, find, compare, termsToMark, phrasesToMark};
})();
