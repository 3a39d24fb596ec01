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
    return analysis.trim(token.surface.toLowerCase().replace(/,/g, "'")) || token.key;
  }

  /** Places of words that a hyphen, perhaps at the end of a line, ties to the next. @param {string} text @param {Search.Token[]} tokens @param {number} [from] */
  function hyphens(text, tokens, from = 0) {
    return tokens.flatMap((token, i) => tokens[i + 1] && /^[-‐\u00ad]\s*$/.test(text.slice(token.end, tokens[i + 1].start)) ? [from + i] : []);
  }

  /**
   * @typedef {Object} Sides  a quotation beside a text
   * @property {string[]} words @property {string[]} text
   * @property {Set<number>} gaps  words of the quotation before which it may leave some out
   * @property {Set<number>} tied  its words that a hyphen ties to the next
   * @property {Set<number>} tiedText  likewise of the text
   *
   * @typedef {{differing: number, start: number, end: number, same: Set<number>, other: Set<number>}} Alignment
   *     places of words of the text: `same` those that agree, `other` those that do not; what a gap leaves out is in neither
   */
  const MATCH = 0, CHANGE = 1, MISSING = 2, EXTRA = 3, ONE_FOR_TWO = 4, TWO_FOR_ONE = 5;

  /**
   * Where a text comes nearest to a quotation: the fewest words put in, left out or exchanged.
   * @param {string[]} words @param {string[]} text @param {Partial<Sides>} [more] @returns {Alignment}
   */
  function align(words, text, more = {}) {
    const {gaps = new Set(), tied = new Set(), tiedText = new Set()} = more, width = text.length + 1;
    const steps = new Uint8Array((words.length + 1) * width);
    /** @type {Map<number, Uint32Array>} */
    const jumps = new Map();
    let earlier = new Uint16Array(width), before = new Uint16Array(width), row = new Uint16Array(width);
    for (let i = 1; i <= words.length; i++) {
      if (gaps.has(i - 1)) jumps.set(i - 1, leap(before));
      const here = steps.subarray(i * width, (i + 1) * width), word = words[i - 1];
      const both = tied.has(i - 2) && !gaps.has(i - 1) ? words[i - 2] + word : '';
      row[0] = i;
      here[0] = MISSING;
      for (let j = 1; j < width; j++) {
        const same = word === text[j - 1], across = before[j - 1] + (same ? 0 : 1), missing = before[j] + 1, extra = row[j - 1] + 1;
        let least = across, step = same ? MATCH : CHANGE;
        if (missing < least) [least, step] = [missing, MISSING];
        if (extra < least) [least, step] = [extra, EXTRA];
        if (both && both === text[j - 1] && earlier[j - 1] < least) [least, step] = [earlier[j - 1], TWO_FOR_ONE];
        if (tiedText.has(j - 2) && word === text[j - 2] + text[j - 1] && before[j - 2] < least) [least, step] = [before[j - 2], ONE_FOR_TWO];
        row[j] = least;
        here[j] = step;
      }
      [earlier, before, row] = [before, row, earlier];
    }
    return trace(steps, jumps, before, words.length);
  }

  /** Let every place follow the best one before it, and say which that is. @param {Uint16Array} row */
  function leap(row) {
    const origins = new Uint32Array(row.length);
    for (let j = 1; j < row.length; j++) {
      origins[j] = row[j - 1] < row[j] ? origins[j - 1] : j;
      row[j] = Math.min(row[j], row[j - 1]);
    }
    return origins;
  }

  /** Follow the steps of `align` back. @param {Uint8Array} steps @param {Map<number, Uint32Array>} jumps @param {Uint16Array} last @param {number} i @returns {Alignment} */
  function trace(steps, jumps, last, i) {
    const width = last.length, same = new Set(), other = new Set();
    let end = 0;
    // Of equals the first; but a last word that differs belongs to the passage.
    for (let j = 1; j < width; j++) if (last[j] < last[end] || last[j] === last[end] && j === end + 1) end = j;
    let j = end;
    while (i > 0) {
      const step = steps[i * width + j], [quoted, read] = [[1, 1], [1, 1], [1, 0], [0, 1], [1, 2], [2, 1]][step];
      for (let n = 1; n <= read; n++) (step === CHANGE || step === EXTRA ? other : same).add(j - n);
      i -= quoted;
      j -= read;
      const origins = quoted && jumps.get(i);
      if (origins) j = origins[j];
    }
    return {differing: last[end], start: j, end, same, other};
  }

  /**
   * The passage of a cable that comes nearest to a quotation.
   * @param {number} ref @param {Search.Block[]} blocks @param {Search.Stretch[]} quoted @returns {Search.Passage | null}
   */
  function nearest(ref, blocks, quoted) {
    const tokens = blocks.flatMap((block, b) => block.tokens.map((_, t) => ({b, t})));
    if (!tokens.length) return null;
    /** @type {Sides} */
    const sides = {words: [], text: tokens.map(({b, t}) => wordOf(blocks[b].tokens[t])), gaps: new Set(), tied: new Set(), tiedText: new Set()};
    for (const stretch of quoted) {
      if (sides.words.length) sides.gaps.add(sides.words.length);
      for (const place of hyphens(stretch.text, stretch.tokens, sides.words.length)) sides.tied.add(place);
      sides.words.push(...stretch.tokens.map(wordOf));
    }
    let from = 0;
    for (const block of blocks) {
      for (const place of hyphens(block.text, block.tokens, from)) sides.tiedText.add(place);
      from += block.tokens.length;
    }
    const {differing, same, other} = align(sides.words, sides.text, sides), counts = new Uint32Array(blocks.length);
    for (const place of [...same, ...other]) counts[tokens[place].b]++;
    const chosen = counts.indexOf(Math.max(...counts)), within = (/** @type {Set<number>} */ places) => (
      Array.from(places, (place) => tokens[place]).filter((token) => token.b === chosen).map((token) => token.t).sort((a, b) => a - b)
    );
    return {ref, differing, block: blocks[chosen], same: within(same), other: within(other)};
  }

  /**
   * Documents by how many of the query's terms they have, most first.
   * @param {Search.Engine} engine @param {Search.Answer} answer @returns {number[]}
   */
  function candidates(engine, answer) {
    const {plan, matches: {docs, scores}} = answer, held = new Uint16Array(engine.size), last = new Uint16Array(engine.size);
    const holding = new Uint32Array(plan.numbers.length + 1);
    plan.numbers.forEach((numbers, t) => {
      for (const list of core.readTerm(numbers, 0, engine.context).lists) {
        for (const doc of list.docs) {
          if (last[doc] === t + 1) continue;  // counted in another field
          last[doc] = t + 1;
          holding[++held[doc]]++;
        }
      }
    });
    // `holding` counts documents with so many terms or more: below that of the last ones read, none need be put in order.
    let least = plan.numbers.length;
    while (least > 1 && holding[least] < READ) least--;
    least = Math.max(least, 1, Math.floor(plan.clauses.length * HELD));
    const places = Array.from(docs.keys()).filter((i) => held[docs[i]] >= least);
    places.sort((a, b) => held[docs[b]] - held[docs[a]] || scores[b] - scores[a]);
    return places.slice(0, READ).map((i) => docs[i]);
  }

  /**
   * Look for a quotation in the cables that have most of its words.
   * @param {Search.Engine} engine @param {Search.Pages} pages
   * @param {Search.Answer} answer @param {Search.Stretch[]} quoted @param {AbortSignal} signal
   * @returns {Promise<Search.Quoted>}
   */
  async function find(engine, pages, answer, quoted, signal) {
    const docs = candidates(engine, answer), length = quoted.reduce((sum, stretch) => sum + stretch.tokens.length, 0);
    /** @type {Search.Passage | null} */
    let best = null;
    for (let i = 0; i < docs.length && (!best || best.differing); i += TOGETHER) {
      const records = await engine.documents(docs.slice(i, i + TOGETHER));
      const found = await Promise.all(records.map(async (record) => {
        const blocks = await pages.blocks(record.url, signal).catch((error) => { if (signal.aborted) throw error; return []; });
        return nearest(record.ref, blocks, quoted);
      }));
      for (const each of found) if (each && (!best || each.differing < best.differing)) best = each;
    }
    return {passage: best && best.differing <= length * DIFFERENT ? best : null};
  }

  /** The text of a passage with the words that agree marked, and those that differ marked otherwise. @param {Search.Passage} found */
  function pieces({block, same, other}) {
    return passage.excerpt(block.text, block.tokens, [...same, ...other].sort((a, b) => a - b), other);
  }

  return {align, find, pieces};
})();
