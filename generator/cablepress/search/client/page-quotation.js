/** Finding a quotation in the texts of cables, also where some of its words differ. No DOM, no network but the cables' pages. */
Cablepress.search.quotation = (() => {
  'use strict';

  const {analysis, core, passage} = Cablepress.search;
  /** Cables whose pages are read at most, and how many at once. */
  const READ = 24, TOGETHER = 4;
  /** The share of a quotation's words that may differ, and of its indexed words that a cable needs to be read. */
  const DIFFERENT = 0.34, HELD = 0.55;

  /** A word as quotations are compared. @param {Search.Token} token */
  function wordOf(token) {
    return analysis.trim(token.surface.toLowerCase()) || token.key;
  }

  /**
   * Where a text comes nearest to a quotation: the fewest words put in, left out or exchanged.
   * @param {string[]} words @param {string[]} text
   * @returns {{differing: number, start: number, end: number, same: Set<number>}}  places of words of the text; `same`: those that agree
   */
  function align(words, text) {
    const width = text.length + 1, steps = new Uint8Array((words.length + 1) * width);
    let before = new Uint16Array(width), row = new Uint16Array(width);
    for (let i = 1; i <= words.length; i++) {
      row[0] = i;
      steps[i * width] = 2;
      for (let j = 1; j < width; j++) {
        const same = words[i - 1] === text[j - 1], across = before[j - 1] + (same ? 0 : 1), left = before[j] + 1, put = row[j - 1] + 1;
        row[j] = Math.min(across, left, put);
        steps[i * width + j] = row[j] === across ? same ? 0 : 1 : row[j] === left ? 2 : 3;
      }
      [before, row] = [row, before];
    }
    let end = 0;
    // Of equals the first; but a last word that differs belongs to the passage.
    for (let j = 1; j < width; j++) if (before[j] < before[end] || before[j] === before[end] && j === end + 1) end = j;
    const same = new Set();
    let i = words.length, j = end;
    while (i > 0) {
      const step = steps[i * width + j];
      if (step === 0) same.add(j - 1);
      if (step !== 3) i--;
      if (step !== 2) j--;
    }
    return {differing: before[end], start: j, end, same};
  }

  /**
   * The passage of a cable that comes nearest to a quotation.
   * @param {number} ref @param {Search.Block[]} blocks @param {string[]} words @returns {Search.Passage | null}
   */
  function nearest(ref, blocks, words) {
    const tokens = blocks.flatMap((block, b) => block.tokens.map((_, t) => ({b, t})));
    if (!tokens.length) return null;
    const {differing, start, end, same} = align(words, tokens.map(({b, t}) => wordOf(blocks[b].tokens[t])));
    const inside = tokens.slice(start, end), counts = blocks.map((_, b) => inside.filter((token) => token.b === b).length);
    const chosen = counts.indexOf(Math.max(...counts));
    const places = inside.map((token, i) => ({...token, agrees: same.has(start + i)})).filter((token) => token.b === chosen);
    return {
      ref, differing, block: blocks[chosen], same: places.filter((token) => token.agrees).map((token) => token.t),
      other: places.filter((token) => !token.agrees).map((token) => token.t)
    };
  }

  /**
   * Documents by how many of the query's terms they have, most first.
   * @param {InstanceType<typeof Cablepress.search.engine.Engine>} engine @param {Search.Answer} answer @returns {number[]}
   */
  function candidates(engine, answer) {
    const {plan, matches} = answer, held = new Uint16Array(engine.size);
    for (const numbers of plan.numbers) {
      const docs = new Set(core.readTerm(numbers, 0, engine.context).lists.flatMap((list) => Array.from(list.docs)));
      for (const doc of docs) held[doc]++;
    }
    const least = Math.max(1, Math.floor(plan.clauses.length * HELD)), scores = new Map(Array.from(matches.docs, (doc, i) => [doc, matches.scores[i]]));
    const docs = Array.from(matches.docs).filter((doc) => held[doc] >= least);
    return docs.sort((a, b) => held[b] - held[a] || (scores.get(b) || 0) - (scores.get(a) || 0)).slice(0, READ);
  }

  /**
   * Look for a quotation in the cables that have most of its words.
   * @param {InstanceType<typeof Cablepress.search.engine.Engine>} engine @param {InstanceType<typeof Cablepress.search.results.Pages>} pages
   * @param {Search.Answer} answer @param {Search.Token[]} tokens @param {AbortSignal} signal
   * @returns {Promise<Search.Quoted>}
   */
  async function find(engine, pages, answer, tokens, signal) {
    const words = tokens.map(wordOf), docs = candidates(engine, answer);
    /** @type {Search.Passage | null} */
    let best = null;
    for (let i = 0; i < docs.length && (!best || best.differing); i += TOGETHER) {
      const records = await engine.documents(docs.slice(i, i + TOGETHER));
      const found = await Promise.all(records.map(async (record) => {
        const blocks = await pages.blocks(record.url, signal).catch((error) => { if (signal.aborted) throw error; return []; });
        return nearest(record.ref, blocks, words);
      }));
      for (const each of found) if (each && (!best || each.differing < best.differing)) best = each;
    }
    return {passage: best && best.differing <= words.length * DIFFERENT ? best : null};
  }

  /** The text of a passage with the words that agree marked, and those that differ marked otherwise. @param {Search.Passage} found @returns {Search.Piece[]} */
  function pieces(found) {
    const {block, same, other} = found, all = [...same, ...other].sort((a, b) => a - b), differing = new Set(other);
    const starts = new Set(other.map((i) => block.tokens[i].start));
    const shown = passage.excerpt(block.text, block.tokens, all);
    if (!differing.size) return shown;
    let at = block.text.indexOf((shown.find((piece) => piece.text !== '… ') || {text: ''}).text.replace(/ …$/, ''));
    return shown.map((piece) => {
      if (piece.text === '… ') return piece;
      const start = at;
      at += piece.text.length;
      return piece.marked && starts.has(start) ? {...piece, differs: true} : piece;
    });
  }

  return {align, find, pieces};
})();
