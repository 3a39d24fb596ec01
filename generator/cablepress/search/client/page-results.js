/**
 * Results in their order, some at a time; phrases are looked for in the cables' pages. No DOM but DOMParser.
 */
Cablepress.search.results = (() => {
  'use strict';

  const {facets, passage} = Cablepress.search;
  /** Results shown at once. */
  const SHOWN = 10;
  /** Places of results asked of the engine at once. */
  const STRETCH = 200;
  /** Pages fetched side by side. */
  const LANES = 4;
  /** Candidates of a phrase that are read before readers are asked whether to go on. */
  const ROUND = 120;
  const KEPT_PAGES = 60;
  /** Fields of a record that a phrase can be looked for in without the page. */
  /** @type {Record<string, 'subject' | 'origin' | 'classification' | 'id' | undefined>} */
  const IN_RECORD = {subject: 'subject', origin: 'origin', classification: 'classification', ref: 'id'};

  /** What is no word of its block: the sign ¶, rules about a heading, a number. */
  const EXTRAS = 'p[id^="par"] > a:first-child, :scope > b:first-child, h3 > i:not([data-page]), :scope > a:last-child[href^="#"]:not([id])';

  /** Text of one block: no ¶, no number, items of lists apart, white space as it is read. @param {Element} element */
  function textOf(element) {
    const copy = /** @type {Element} */ (element.cloneNode(true));
    for (const extra of copy.querySelectorAll(EXTRAS)) extra.remove();
    for (const item of copy.querySelectorAll('li')) item.append(' ');
    return (copy.textContent || '').replace(/\s+/g, ' ').trim();
  }

  /** The blocks of a cable's page. @param {string} html @returns {Search.Block[]} */
  function readBlocks(html) {
    const page = new DOMParser().parseFromString(html, 'text/html'), text = page.querySelector('.text') || page.querySelector('.writing');
    const elements = Array.from(text ? text.children : []).filter((element) => !element.matches('details, header, nav, script'));
    let section = '', inherited = '';
    return elements.map((element) => {
      const words = textOf(element), opening = element.querySelector(':scope > b:first-child, p[id^="par"] > a:first-child'), printed = opening ? opening.textContent || '' : '';
      if (element.id) section = element.id;
      const [, number = ''] = /^\s*(\d+)/.exec(printed) || [], [, own = ''] = /\(([A-Z][A-Z/ -]*)\)/.exec(printed) || [];
      // What belongs to a paragraph has its marking.
      const marking = own || (element.classList.contains('w') ? inherited : '');
      inherited = marking;
      return {anchor: element.id || section, text: words, tokens: passage.analyse(words), number, marking};
    });
  }

  /** Reads pages of cables, a few at a time, and keeps the last ones. */
  class Pages {
    /** @param {string} base  URL of the site's root */
    constructor(base) {
      this.base = base;
      /** @type {Map<string, Search.Block[]>} */
      this.kept = new Map();
      this.busy = 0;
      /** @type {(() => void)[]} */
      this.waiting = [];
    }

    /**
     * @param {string} url  under the site's root @param {AbortSignal} signal
     * @returns {Promise<Search.Block[]>}  rejects with an AbortError, or another error if the page cannot be had
     */
    async blocks(url, signal) {
      const known = this.kept.get(url);
      if (known) return known;
      await this.enter();
      try {
        signal.throwIfAborted();
        const response = await fetch(this.base + url, {signal});
        if (!response.ok) throw new Error(url + ': ' + response.status);
        const blocks = readBlocks(await response.text());
        this.kept.set(url, blocks);
        if (this.kept.size > KEPT_PAGES) this.kept.delete(Array.from(this.kept.keys())[0]);
        return blocks;
      } finally {
        this.leave();
      }
    }

    async enter() {
      if (this.busy >= LANES) await new Promise((resolve) => this.waiting.push(() => resolve(null)));
      else this.busy++;
    }

    leave() {
      const next = this.waiting.shift();
      if (next) next();
      else this.busy--;
    }
  }

  /** The results of one query with filters and an order. */
  class Results {
    /**
     * @param {Search.Engine} engine
     * @param {{matches: Search.Matches, phrases: Search.Phrase[], checks: Search.Checked[]}} found  the engine's answer, and what else is asked
     * @param {{filter: Search.Filter, sort: string, marking: string, terms: Set<string>}} wanted  `marking` of the paragraphs with the words
     * @param {Pages | null} pages  null where pages cannot be fetched
     */
    constructor(engine, found, wanted, pages) {
      this.engine = engine;
      this.matches = found.matches;
      this.phrases = found.phrases;
      this.checks = found.checks;
      this.wanted = wanted;
      this.pages = pages;
      /** @type {number[]} */
      this.order = [];
      /** Matches that pass the filters, once `next` was called; of phrases, candidates. */
      this.total = found.matches.docs.length;
      /** How many candidates were looked at, and the documents given so far. @type {number[]} */
      this.found = [];
      this.seen = 0;
      /** Pages that could not be read, so that it is not known whether they have the phrase. */
      this.unread = 0;
      /** Whether phrases are checked: all of them lie in records, or pages can be read. */
      this.checked = Boolean(pages) || !wanted.marking && [...this.phrases, ...this.checks.flatMap((check) => check.phrases)].every((phrase) => IN_RECORD[phrase.field]);
    }

    /** How many results were given. */
    get given() {
      return this.found.length;
    }

    get more() {
      return this.seen < this.total;
    }

    /** Whether every result has to be looked for in the pages or records of candidates. */
    get checking() {
      return this.checked && (this.phrases.length > 0 || this.checks.length > 0 || this.wanted.marking !== '');
    }

    /**
     * What filters and chart count: all matches; of a phrase, its candidates until all of them were looked at.
     * With filters that stays so, since what they leave out was not looked at.
     */
    get counted() {
      if (!this.checking || this.more || this.given && Object.keys(this.wanted.filter).length) return this.matches;
      return {docs: Uint32Array.from(this.found), scores: new Float64Array(this.given)};
    }

    /** Documents from a place on, at most so many. @param {number} offset @param {number} limit @returns {Promise<number[]>} */
    async documents(offset, limit) {
      while (this.order.length < Math.min(offset + limit, this.total)) await this.stretch();
      return this.order.slice(offset, offset + limit);
    }

    /** Make the known part of the order longer. Without filter or sort, no columns are needed. */
    async stretch() {
      const {filter, sort} = this.wanted, from = this.order.length;
      if (!sort && !Object.keys(filter).length) {
        const places = facets.best(this.matches.scores, from + STRETCH).slice(from);
        this.order.push(...places.map((place) => this.matches.docs[place]));
        return;
      }
      const found = await this.engine.filter(this.matches, filter, {sort: sort || 'relevance', offset: from, limit: STRETCH});
      this.total = found.total;
      this.order.push(...found.docs);
    }

    /**
     * Give the next results.
     * @param {(hits: Search.DocumentRecord[]) => void} show  called with results as they are found, in order
     * @param {AbortSignal} signal
     */
    async next(show, signal) {
      const checking = this.checking, end = this.given + SHOWN, last = this.seen + (checking ? ROUND : SHOWN);
      if (!this.order.length) await this.documents(0, 1);
      while (this.given < end && this.seen < last && this.more) {
        const docs = await this.documents(this.seen, checking ? 2 * LANES : SHOWN);
        const records = await this.engine.documents(docs, {excerpts: !this.pages});
        const kept = checking ? await this.confirm(records, signal) : records;
        signal.throwIfAborted();
        this.seen += docs.length;
        this.found.push(...kept.map((record) => record.ref));
        show(kept);
      }
    }

    /** Those of some candidates that have every phrase, and none that is excluded. @param {Search.DocumentRecord[]} records @param {AbortSignal} signal */
    async confirm(records, signal) {
      const verdicts = await Promise.all(records.map((record) => this.holdsAll(record, signal)));
      return records.filter((_, i) => verdicts[i]);
    }

    /** @param {Search.DocumentRecord} record @param {AbortSignal} signal */
    async holdsAll(record, signal) {
      /** @type {Search.Block[]} */
      let blocks = [];
      const checks = this.checks.filter((check) => !check.passes(record.ref)), phrases = [...this.phrases, ...checks.flatMap((check) => check.phrases)];
      if (this.pages && (this.wanted.marking || phrases.some((phrase) => !IN_RECORD[phrase.field]))) {
        try {
          blocks = await this.pages.blocks(record.url, signal);
        } catch (error) {
          if (isAbort(error)) throw error;
          this.unread++;
          return false;
        }
      }
      const {marking, terms} = this.wanted, marked = blocks.filter((block) => !marking || isMarked(block, marking));
      if (marking && !marked.some((block) => !terms.size || passage.hitsIn(block.tokens, terms, []).length)) return false;
      const agrees = (/** @type {Search.Phrase} */ phrase) => holds(record, phrase.excluded ? blocks : marked, phrase) !== phrase.excluded;
      return this.phrases.every(agrees) && checks.every((check) => check.phrases.some(agrees));
    }
  }

  /** Whether a block has a portion marking, whatever stands behind its slash. @param {Search.Block} block @param {string} marking */
  function isMarked(block, marking) {
    return block.marking.split('/')[0].trim() === marking;
  }

  /** Whether a cable has a phrase in the field that it names, or in its text, subject or origin if it names none.
   *  @param {Search.DocumentRecord} record @param {Search.Block[]} blocks @param {Search.Phrase} phrase */
  function holds(record, blocks, phrase) {
    if (phrase.written) {
      const pattern = new RegExp('(?<![\\p{L}\\p{N}])' + phrase.written + '(?![\\p{N}])', 'u');
      return pattern.test(record.subject) || blocks.some((block) => pattern.test(block.text));
    }
    const has = (/** @type {Search.Token[]} */ tokens) => passage.placesOfPhrase(tokens, phrase.keys).length > 0;
    const field = IN_RECORD[phrase.field];
    if (field) return has(passage.analyse(record[field]));
    return blocks.some((block) => has(block.tokens)) || !phrase.field && [record.subject, record.origin].some((text) => has(passage.analyse(text)));
  }

  /** Whether something was given up on purpose. @param {unknown} error */
  function isAbort(error) {
    return error instanceof DOMException && error.name === 'AbortError';
  }

  return {Pages, Results, isMarked};
})();
