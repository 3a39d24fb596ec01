/**
 * The search page: takes what the reader asks from the form and the address, and shows what the engine finds.
 * But for the index's first file, which the page brings, it loads nothing before the first query, or the first touch
 * of the form. Published with the page-* parts as `search/page.js`.
 */
(() => {
  'use strict';

  const form = document.getElementById('search-form');
  if (!form) return;
  if (!Cablepress.search.open) {
    // The engine's own script did not load.
    const status = document.getElementById('search-status'), words = document.getElementById('search-words');
    if (status && words) status.textContent = words.dataset.failed || '';
    return;
  }

  const {analysis, days, fieldNames, open, SearchError, query, passage, quotation, references, results, spelling, syntax, understanding, view, wording} = Cablepress.search;
  const TYPING = 150, PATIENCE = 250;
  /** Up to so many cables the column of dates is small, and the chart comes with the first query. */
  const SMALL = 2000;
  /** Up to so many cables a word is in few, and others are offered; milliseconds for which results wait for these. */
  const FEW = 30, WAIT = 600;
  /** Postings, as text, of a word that is in more than FEW cables. */
  const LONG = 2000;
  /** Files of the index that guessing at an unfinished word may load. */
  const GUESS_FILES = 3;
  /** Every filter, empty. */
  const UNFILTERED = {origin: '', classification: '', tag: '', year: '', from: '', to: '', marking: ''};

  /**
   * @typedef {InstanceType<typeof Cablepress.search.engine.Engine>} Engine
   * @typedef {{answer: Search.Answer, understood: Search.Understood, beginning: string, first: number[], quoted: Search.Quoted | null, checks: Search.Checked[]}} Found
   *     `beginning`: the unfinished word that the query takes for the beginning of one; `first`: cables that the query names
   * @typedef {Object} Current  results at hand
   * @property {Engine} engine
   * @property {Found} found
   * @property {InstanceType<typeof results.Results>} list
   * @property {AbortController} stop
   * @property {AbortSignal} signal
   * @property {string[][]} phrases
   * @property {Set<string>} terms  to mark
   * @property {boolean} shown
   */

  /** Whether the reader has turned the keys of single letters off, on another page; storage may be forbidden. */
  function keysAreOff() {
    try {
      return localStorage.getItem('cablepress-keys') === 'off';
    } catch {
      return false;
    }
  }

  /** Puts the parts together; one for the page. */
  class Controller {
    /** @param {string} base  URL of the site's root */
    constructor(base) {
      this.base = base;
      this.view = new view.View();
      this.words = this.view.words;
      this.pages = location.protocol === 'file:' ? null : new results.Pages(this.base);
      /** @type {Promise<Engine> | null} */
      this.opening = null;
      this.failedBefore = false;
      /** Whether the reader has touched the filters. */
      this.touched = false;
      /** The page's own title; that of what is asked goes before it. */
      this.title = document.title;
      /** What is asked at present, and whether the reader has meant it (by Enter, not by typing on). */
      this.asked = query.readAddress(location.search);
      this.settled = !query.isIdle(this.asked);
      /** Stops the query that runs; results at hand live on until others take their place. */
      this.running = new AbortController();
      /** @type {Current | null} */
      this.current = null;
      /** Timers: for a pause in typing, and for saying that a search takes time. */
      this.timer = 0;
      this.patience = 0;
      /** The explanations that were opened before anything was asked. @type {HTMLDetailsElement | null} */
      this.invited = null;
    }

    start() {
      const {form, box, filters, moreButton} = this.view;
      filters.hidden = false;
      // Beside the results there is room for the filters.
      const beside = window.matchMedia('(width >= 68rem)').matches;
      filters.open = query.isFiltered(this.asked) || beside;
      this.view.fill(this.asked);
      box.addEventListener('focus', () => this.warm());
      box.addEventListener('input', () => this.typed());
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        this.submitted();
      });
      form.addEventListener('change', (event) => {
        if (event.target !== box) this.chosen();
      });
      // What was open from the start counts when it is touched; in a small archive, with the first results.
      const touched = () => { this.touched = true; this.count(); };
      for (const name of ['focusin', 'pointerenter']) filters.addEventListener(name, touched, {once: true});
      filters.addEventListener('toggle', () => { if (filters.open && (this.touched || !beside)) touched(); });
      moreButton.addEventListener('click', async () => {
        await this.more();
        this.remember('', true, {shown: this.view.links().length});
      });
      const clear = document.getElementById('filter-clear');
      if (clear) clear.addEventListener('click', () => this.narrow(UNFILTERED));
      window.addEventListener('popstate', () => this.revisited());
      document.addEventListener('keydown', (event) => this.key(event));
      this.arrived();
    }

    /** Run the query of the address. A reference ID in it goes to its cable, but not for who comes back from there. */
    async arrived() {
      if (query.isIdle(this.asked)) return this.invite();
      const cameBack = history.state && history.state.left;
      if (!cameBack && await this.goToCable((url) => location.replace(url))) return;
      this.search(false);
    }

    /** Before anything is asked: how to ask. Who came by the button of another page, with an empty box, can type at once. */
    invite() {
      const syntax = /** @type {HTMLDetailsElement | null} */ (document.querySelector('details.syntax'));
      if (syntax) syntax.open = true;
      this.invited = syntax;
      if (location.search) this.view.box.focus({preventScroll: true});
    }

    // What the reader does

    typed() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        this.ask(this.view.read(), !this.settled);
        this.settled = query.isIdle(this.asked);
        this.search(true);
      }, TYPING);
    }

    async submitted() {
      clearTimeout(this.timer);
      this.ask(this.view.read(), !this.settled);
      this.settled = true;
      const leave = (/** @type {string} */ url) => {
        this.remember('', true, {left: true});
        location.assign(url);
      };
      if (!await this.goToCable(leave)) this.search(false);
    }

    chosen() {
      clearTimeout(this.timer);
      this.ask(this.view.read(), false);
      this.settled = true;
      this.search(false);
    }

    /** Set filters from elsewhere than the form. @param {Partial<Search.Asked>} values */
    narrow(values) {
      this.view.fill(values);
      this.chosen();
    }

    revisited() {
      const asked = query.readAddress(location.search);
      if (query.writeAddress(asked) === query.writeAddress(this.asked)) return;
      clearTimeout(this.timer);
      this.asked = asked;
      this.settled = true;
      this.view.fill(asked);
      this.search(false);
    }

    /** Arrows go from the box through the results and back; Escape goes back to the box, and empties it there. @param {KeyboardEvent} event */
    key(event) {
      if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
      const {box, moreButton} = this.view;
      if (event.key === '/' && !keysAreOff() && !(event.target instanceof Element && event.target.closest('input, select, textarea'))) {
        event.preventDefault();
        box.select();
        box.focus();
        return;
      }
      const stops = [box, ...this.view.links(), ...moreButton.hidden ? [] : [moreButton]], at = stops.findIndex((stop) => stop === document.activeElement);
      if (at < 0) return;
      if (event.key === 'Escape') {
        if (at > 0) box.focus();
        else this.empty();
      } else if (event.key === 'ArrowDown' && at + 1 < stops.length) {
        stops[at + 1].focus();
      } else if (event.key === 'ArrowUp' && at > 0) {
        stops[at - 1].focus();
      } else {
        return;
      }
      event.preventDefault();
    }

    empty() {
      if (!this.view.box.value) return;
      this.view.box.value = '';
      this.typed();
    }

    // Address and history

    /** Take up what is asked, and put it into the address. @param {Partial<Search.Asked>} values @param {boolean} replace */
    ask(values, replace) {
      this.asked = query.readAddress(query.writeAddress(values));
      const address = query.writeAddress(this.asked);
      if (address !== location.search) this.remember(address || location.pathname, replace, null);
    }

    /** @param {string} address @param {boolean} replace @param {{left?: boolean, shown?: number} | null} state */
    remember(address, replace, state) {
      try {
        history[replace ? 'replaceState' : 'pushState'](state, '', address || undefined);
      } catch (error) {
        // Some browsers refuse new addresses on file://, and all refuse too many in a short time.
        if (!(error instanceof DOMException)) throw error;
      }
    }

    /** Go to the cable whose reference ID is asked for, if there is one. @param {(url: string) => void} go */
    async goToCable(go) {
      const named = references.cableNamed(this.asked.q);
      if (!named) return false;
      const signal = this.restart();
      try {
        const url = await (await this.open()).lookupId(named.id);
        if (!url || signal.aborted) return signal.aborted;
        go(this.base + url + named.anchor);
        return true;
      } catch (error) {
        if (!signal.aborted) this.fail(error, () => this.submitted());
        return true;
      }
    }

    // Searching

    /** Load the index's first file before it is needed; if that fails, the query will say so. */
    warm() {
      this.open().catch(() => undefined);
    }

    /** @returns {Promise<Engine>} */
    open() {
      if (!this.opening) {
        this.opening = open({base: this.base + 'search/', fresh: this.failedBefore});
        this.opening.catch(() => {
          this.opening = null;
          this.failedBefore = true;
        });
      }
      return this.opening;
    }

    /** Give up what runs. @returns {AbortSignal} of the next run */
    restart() {
      this.running.abort();
      this.running = new AbortController();
      return this.running.signal;
    }

    /** Let go of the results at hand, for others or none. @param {Current | null} current */
    take(current) {
      if (this.current) this.current.stop.abort();
      this.current = current;
    }

    /** Find what is asked and show it. @param {boolean} typing  whether the query may be unfinished */
    async search(typing) {
      document.title = this.asked.q ? `${this.asked.q} – ${this.title}` : this.title;
      const signal = this.restart();
      if (query.isIdle(this.asked)) {
        this.take(null);
        this.view.clear();
        this.view.say('');
        this.count();
        return;
      }
      // Results take their place.
      if (this.invited) this.invited.open = false;
      this.invited = null;
      clearTimeout(this.patience);
      this.patience = setTimeout(() => { if (!signal.aborted) this.view.say(this.words.text('searching')); }, PATIENCE);
      try {
        const engine = await this.open();
        if (signal.aborted) return;
        const found = await this.find(engine, typing, signal);
        if (found) await breathe();
        if (!signal.aborted && found) await this.show(engine, found);
      } catch (error) {
        if (!signal.aborted) this.fail(error, () => this.search(false));
      }
      if (signal.aborted) return;
      clearTimeout(this.patience);
    }

    /**
     * Ask the engine.
     * @param {Engine} engine @param {boolean} typing @param {AbortSignal} signal
     * @returns {Promise<Found | null>}  null if there is nothing to show, or not yet
     */
    async find(engine, typing, signal) {
      const understood = this.understand(engine, typing);
      if (!understood) return null;
      if (!understood.tooCommon) engine.expectRecords();
      if (understood.tooCommon) {
        this.take(null);
        this.view.clear();
        this.view.say(this.words.text(understood.nothing ? 'nothing' : 'common'));
        return null;
      }
      const [answer, first] = await Promise.all([
        engine.find(understood.clauses, {limit: 0}), engine.cables(understood.references)
      ]);
      if (signal.aborted) return null;
      const checks = await Promise.all(understood.checks.map((check) => lookUp(engine, check)));
      if (signal.aborted) return null;
      const sound = sift(answer.matches, checks.filter((check) => !check.phrases.length));
      const found = {
        answer: {...answer, total: sound.docs.length, matches: putFirst(sound, first)}, understood, beginning: '', first, quoted: null,
        checks: checks.filter((check) => check.phrases.length)
      };
      if (typing && !answer.total && !first.length && !understood.phrases.length) return await this.guess(engine, found) || found;
      const {pages} = this;
      if (understood.quotation.length && pages && !typing) {
        this.view.say(this.words.text('comparing'));
        const quoted = await quotation.find(engine, pages, answer, understood.quotation, signal);
        if (signal.aborted) return null;
        const matches = putFirst(found.answer.matches, quoted.passage ? [quoted.passage.ref] : []);
        return {...found, quoted, answer: {...found.answer, matches}};
      }
      return found;
    }

    /** @param {Engine} engine @param {boolean} typing @returns {Search.Understood | null}  null if the query cannot be read */
    understand(engine, typing) {
      const text = wording.clean(this.asked.q);
      try {
        return understanding.understand(text, {fields: engine.fields, synonyms: engine.manifest.synonyms || [], typing});
      } catch (error) {
        if (!(error instanceof syntax.Unreadable)) throw error;
        this.refuse(syntax.explain(error.place, text), typing);
        return null;
      }
    }

    /** Show what is wrong with a query; not to someone who is in the middle of a clause. @param {Search.Wrong} wrong @param {boolean} typing */
    refuse(wrong, typing) {
      if (typing && wrong.unfinished) {
        this.view.say(this.current ? this.summary(this.current) : '');
        return;
      }
      this.take(null);
      this.view.showWrong(wrong, (text) => this.query(text));
    }

    /** Take the last word for the beginning of one, if that is cheap. @param {Engine} engine @param {Found} found @returns {Promise<Found | null>} */
    async guess(engine, found) {
      const prefix = syntax.asPrefix(found.understood.text);
      if (!prefix || engine.vocabulary.forward.files(analysis.foldPattern(prefix.word)).length > GUESS_FILES) return null;
      const known = {fields: engine.fields, synonyms: engine.manifest.synonyms || [], typing: true}, understood = understanding.understand(prefix.query, known);
      const answer = await engine.find(understood.clauses, {limit: 0});
      return answer.total ? {...found, answer, understood, beginning: prefix.word} : null;
    }

    /** Show the first results. @param {Engine} engine @param {Found} found */
    async show(engine, found) {
      const {phrases} = found.understood, filter = query.toFilter(this.asked, found.understood.days), terms = termsToMark(engine, found);
      const wanted = {filter, sort: this.asked.sort, marking: this.asked.marking, terms};
      const list = new results.Results(engine, {matches: found.answer.matches, phrases, checks: found.checks}, wanted, this.pages);
      const every = [...phrases, ...found.understood.checks.flatMap((check) => check.phrases)];
      const keys = every.filter((phrase) => !phrase.excluded && !phrase.written).map((phrase) => phrase.keys);
      const stop = new AbortController();
      this.take({
        engine, found, list, stop, signal: stop.signal, phrases: keys, shown: false, terms
      });
      this.view.showUnderstood(found.understood, (chip) => this.query(understanding.without(found.understood.text, chip)));
      const named = found.first.length ? undefined : found.understood.references.find((reference) => reference.plain);
      if (named) this.view.showNote(this.words.text('noReference', {id: [named.year, named.post.toUpperCase(), named.number].join(' ')}));
      await this.help(engine, found, stop.signal);
      const kept = history.state && history.state.shown || 0, mine = this.current;
      await this.more();
      // Who comes back finds as many results as there were.
      while (this.current === mine && list.more && this.view.links().length < kept) await this.more();
    }

    /** Ask for something else. @param {string} text */
    query(text) {
      this.view.fill({q: text});
      this.submitted();
    }

    /**
     * Offer other words for those in no cable or few, and say what each word finds where all find nothing. Results wait for
     * it a little, so that they need not move.
     * @param {Engine} engine @param {Found} found @param {AbortSignal} signal
     */
    async help(engine, found, signal) {
      const {understood} = found;
      if (understood.quotation.length || found.first.length || found.beginning || !this.settled) return;
      const work = (async () => {
        const words = await this.wordCounts(engine, found);
        if (signal.aborted) return;
        const few = words.filter((word) => word.text && word.count <= Math.max(3, Math.min(FEW, engine.size * 0.03))).slice(0, 3);
        const offers = await Promise.all(few.map(async (word) => ({word, offers: await spelling.suggest(engine, word.text, word.count)})));
        if (signal.aborted) return;
        const empty = !found.answer.total ? words : [];
        // Where something was found a word's parts were looked for already.
        this.view.showHelp(offers.flatMap((each) => each.offers.filter((offer) => !found.answer.total || !offer.word.includes(' ')).map((offer) => ({
          ...offer, query: replaceWord(understood.text, each.word.text, offer.word)
        }))), empty, (text) => this.query(text), this.waysOut(found, words), this.current !== null && this.current.shown);
      })().catch((error) => { if (!signal.aborted) this.fail(error, () => this.search(false), true); });
      await Promise.race([work, new Promise((resolve) => setTimeout(resolve, WAIT))]);
    }

    /** Words of the query, each with the number of cables that it finds by itself. @param {Engine} engine @param {Found} found */
    async wordCounts(engine, found) {
      const {plan} = found.answer, counts = [];
      const seen = new Set();
      for (const [i, clause] of found.understood.clauses.entries()) {
        const label = clause.words.map((word) => word.text + (word.distance ? '~' + word.distance : '')).join(' / ');
        if (clause.presence === lunr.Query.presence.PROHIBITED || seen.has(label) || clause.words.every((word) => word.welcome)) continue;
        seen.add(label);
        const [word] = clause.words, single = clause.words.length === 1 && !word.distance && !word.single && !word.text.includes('*') && word.stem === undefined;
        const inText = clause.fields.includes('body') || clause.fields.includes('subject');
        // Long lists need not be counted where something was found: their words are in many cables.
        const many = found.answer.total > 0 && plan.clauses[i].words.flat().some((t) => plan.numbers[t].length > LONG);
        counts.push({label, text: single && inText ? word.text : '', count: many ? found.answer.total : engine.alone(plan, i).docs.length});
      }
      return counts;
    }

    /** What to try where nothing was found. @param {Found} found @param {{label: string, text: string, count: number}[]} words @returns {{name: string, go: () => void}[]} */
    waysOut(found, words) {
      const ways = [], some = words.filter((word) => word.count && word.text).map((word) => word.text);
      if (some.length && some.length < words.length) ways.push({name: 'tryFound', go: () => this.query(some.join(' '))});
      else if (some.length > 1) ways.push({name: 'tryAny', go: () => this.query(some.join(' '))});
      return ways;
    }

    /** Show more results of the query at hand. */
    async more() {
      const current = this.current;
      if (!current) return;
      const {list, signal} = current, before = current.shown ? this.view.links().length : 0;
      this.view.showMore('');
      this.view.forget();
      try {
        await list.next((hits) => {
          if (signal.aborted) return;
          if (!current.shown) this.begin(current);
          hits.forEach((hit) => this.addResult(hit, current));
          clearTimeout(this.patience);
          if (list.checking) this.view.say(this.words.text('checking', {n: list.seen, total: list.total}));
        }, signal);
        if (signal.aborted) return;
        if (!current.shown) this.begin(current);
        this.view.results.removeAttribute('aria-busy');
        this.view.say(this.summary(current));
        this.view.showMore(list.more ? this.words.text(list.checking ? 'further' : 'more') : '');
        this.view.showWays(this.wider(current));
        if (!before || list.checking) this.count();
        if (document.activeElement === document.body && before && this.view.links()[before]) this.view.links()[before].focus();
      } catch (error) {
        if (!signal.aborted) this.fail(error, () => this.more(), true);
      }
    }

    /** @param {Current} current */
    begin(current) {
      current.shown = true;
      this.view.startList();
      this.view.results.setAttribute('aria-busy', 'true');
    }

    /** What to try where filters, or days in the query, leave nothing of what was found. @param {Current} current @returns {{name: string, go: () => void}[]} */
    wider(current) {
      const {understood, answer} = current.found, isFiltered = query.isFiltered(this.asked);
      if (current.list.total || !answer.matches.docs.length) return [];
      const days = understood.chips.filter((chip) => fieldNames.DAYS.has(chip.field));
      // From the last on: the places of those before stay as they are.
      const text = days.sort((a, b) => b.start - a.start).reduce((rest, chip) => understanding.without(rest, chip), understood.text);
      const ask = (/** @type {string} */ q) => { this.view.fill({...UNFILTERED, q}); this.submitted(); };
      if (text || isFiltered) return [{name: 'tryFilters', go: () => ask(text || this.asked.q)}];
      // A day alone may be what is spoken of: 11 September 2001.
      return /\p{L}/u.test(this.asked.q) && !this.asked.q.includes(':') ? [{name: 'tryWords', go: () => ask('"' + this.asked.q + '"')}] : [];
    }

    /** What was found, in a sentence or two. @param {Current} current */
    summary(current) {
      const {list, found} = current, words = this.words, all = found.answer.matches.docs.length;
      const checked = list.checking, parts = [], {kinds} = current.engine;
      const others = kinds.size ? Array.from(found.answer.matches.docs).filter((doc) => kinds.has(doc)).length : 0;
      if (checked && list.more) parts.push(words.text('partly', {n: list.given, seen: list.seen, total: list.total}));
      else if (checked) parts.push(list.given ? words.count(list.given) : words.text('none'));
      else if (!list.total && !all) parts.push(words.text('none'));
      else if (list.total < all) parts.push(words.text('of', {n: list.total, total: all}));
      else if (others) parts.push(words.text('andOthers', {n: list.total, k: others}));
      else parts.push(words.count(list.total));
      if (found.beginning) parts.push(words.text('begins', {word: found.beginning}));
      if (found.understood.quotation.length) parts.unshift(this.quotedSummary(found));
      if (!list.checked) parts.push(words.text('unchecked'));
      if (list.unread) parts.push(words.text('unread', {n: list.unread}));
      return parts.join(' ');
    }

    /** What became of a quotation. @param {Found} found */
    quotedSummary(found) {
      const {words} = this, {quoted} = found;
      if (!this.pages) return words.text('unquoted');
      if (!quoted) return '';
      if (!quoted.passage) return words.text('notQuoted');
      const n = quoted.passage.differing;
      return n ? n === 1 ? words.text('differOne') : words.text('differ', {n}) : words.text('exact');
    }

    /** Say what went wrong, and offer to try again. @param {unknown} error @param {() => void} retry @param {boolean} [keep]  whether results at hand stay */
    fail(error, retry, keep = false) {
      if (!keep) {
        this.take(null);
        this.view.clear();
      }
      const known = error instanceof SearchError, name = known && error.code !== 'load' ? error.code : 'failed';
      this.view.showFailure(this.words.text(name), name === 'failed' ? retry : null);
      if (!known) reportError(error);
    }

    // Results

    /** @param {Search.DocumentRecord} hit @param {Current} current */
    addResult(hit, current) {
      const url = this.base + hit.url, item = this.view.addResult(hit, url);
      const subject = passage.analyse(hit.subject);
      this.view.showSubject(item, whole(hit.subject, subject, passage.hitsIn(subject, current.terms, current.phrases)));
      const {pages} = this;
      if (pages) {
        whenSeen(item, current.signal, () => this.addPassage(pages, item, hit, url, current));
        return;
      }
      const stems = passage.stemsToMark(current.terms), tokens = passage.analyse(hit.excerpt);
      const pieces = passage.excerpt(hit.excerpt, tokens, passage.hitsIn(tokens, current.terms, current.phrases));
      this.view.showPassage(item, pieces, url + marks(stems));
    }

    /**
     * Read the page of a shown result, and show its best paragraph.
     * @param {InstanceType<typeof results.Pages>} pages @param {HTMLElement} item @param {Search.DocumentRecord} hit @param {string} url
     * @param {Current} current
     */
    async addPassage(pages, item, hit, url, current) {
      let blocks = null;
      try {
        blocks = await pages.blocks(hit.url, current.signal);
      } catch (error) {
        if (results.isAbort(error)) return;
      }
      if (current.signal.aborted) return;
      if (!blocks || !blocks.length) {
        const [record] = await current.engine.documents([hit.ref], {excerpts: true});
        this.view.showPassage(item, [{text: record.excerpt, marked: false}], url);
        return;
      }
      const quoted = current.found.quoted && current.found.quoted.passage;
      if (quoted && quoted.ref === hit.ref) {
        const words = passage.wordsToMark(quoted.block, quoted.same);
        this.view.showPassage(item, quotation.pieces(quoted), url + marks(words) + (quoted.block.anchor && '#' + quoted.block.anchor));
        return;
      }
      const {marking} = this.asked, allowed = blocks.filter((block) => !marking || results.isMarked(block, marking));
      const anchored = allowed.filter((block) => block.anchor);
      const best = passage.bestBlock(anchored, current.terms, current.phrases) || passage.bestBlock(allowed, current.terms, current.phrases);
      const block = best || anchored.find((each) => each.tokens.length > 8) || anchored[0] || blocks[0];
      const hitsOf = (/** @type {Search.Block} */ each) => best ? passage.hitsIn(each.tokens, current.terms, current.phrases) : [];
      const place = (/** @type {Search.Block} */ each) => (
        url + (best ? marks(passage.wordsToMark(each, hitsOf(each))) : '') + (best && each.anchor ? '#' + each.anchor : '')
      );
      this.view.showPassage(item, passage.excerpt(block.text, block.tokens, hitsOf(block)), place(block));
      const further = anchored.filter((each) => each !== block && hitsOf(each).length);
      this.view.showFurther(item, further.map((each) => ({
        url: place(each), name: [each.number && each.number + '.', each.marking && '(' + each.marking + ')'].filter(Boolean).join(' '),
        pieces: passage.excerpt(each.text, each.tokens, hitsOf(each))
      })));
    }

    // Filters and chart

    /** Count what the filters could choose, once the reader has opened or touched them; draw the chart where that is cheap. */
    async count() {
      const current = this.current, signal = current ? current.signal : this.running.signal;
      try {
        const {open} = this.view.filters, cheap = current && current.engine.size <= SMALL;
        if (query.isFiltered(this.asked) || open && (this.touched || cheap)) {
          const engine = await this.open();
          const matches = current ? current.list.counted : (await engine.query('', {limit: 1})).matches;
          const {counts} = await engine.filter(matches, query.toFilter(this.asked, this.current ? this.current.found.understood.days : undefined), {limit: 1});
          if (!signal.aborted) this.showCounts(counts);
        } else if (current && cheap) {
          const {date} = await current.engine.facets(['date']);
          if (!signal.aborted) this.drawChart(query.countMonths(date, current.list.counted.docs));
        }
      } catch (error) {
        if (!signal.aborted) this.fail(error, () => this.search(false), true);
      }
    }

    /** @param {Search.Filtered['counts']} counts */
    showCounts(counts) {
      this.view.showChoices('origin', counts.origin);
      this.view.showChoices('classification', counts.classification);
      this.view.showChoices('tag', counts.tags);
      this.view.showChoices('year', counts.year);
      if (this.current) this.drawChart(counts.month);
    }

    /** @param {Search.Counts} months */
    drawChart(months) {
      const {from = '', to = '9999'} = query.toFilter(this.asked, this.current ? this.current.found.understood.days : undefined);
      this.view.showChart(
        query.chartBars(months),
        (name) => this.narrow({year: '', from: days.dayOf(name, false), to: days.dayOf(name, true)}),
        (name) => days.dayOf(name, true) >= from && days.dayOf(name, false) <= to
      );
    }
  }

  /** Let the browser do what else waits, such as an answer to a key. @returns {Promise<void>} */
  function breathe() {
    return new Promise((resolve) => setTimeout(resolve));
  }

  /** The part of an address that has a cable's page mark words. @param {string[]} words */
  function marks(words) {
    return words.length ? '?mark=' + words.map(encodeURIComponent).join('+') : '';
  }

  /** Terms to mark singly: not those of phrases, nor those asked of the year, the tags and the like alone. @param {Engine} engine @param {Found} found */
  function termsToMark(engine, found) {
    const {plan} = found.answer, inText = [engine.fields.indexOf('body'), engine.fields.indexOf('subject')];
    const clauses = plan.clauses.filter(({presence, fields}, i) => (
      presence !== lunr.Query.presence.PROHIBITED && fields.some((field) => inText.includes(field)) &&
      (found.understood.quotation.length || found.understood.clauses[i].words.some((word) => word.stem === undefined))
    ));
    const words = found.understood.clauses.flatMap((clause) => clause.words), plain = new Set(words.flatMap((word) => word.stem === undefined ? [analysis.stem(word.text)] : []));
    const ofPhrases = found.understood.quotation.length ? [] : words.flatMap((word) => word.stem === undefined || plain.has(word.stem) ? [] : [word.stem]);
    const terms = new Set(clauses.flatMap((clause) => clause.words.flat()).map((t) => plan.terms[t]));
    for (const term of ofPhrases) terms.delete(term);
    return terms;
  }

  /** Look up which documents match the sets of a check. @param {Engine} engine @param {Search.Check} check @returns {Promise<Search.Checked>} */
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
    const kept = Array.from(matches.docs, (_, i) => i).filter((i) => checks.every((check) => check.passes(matches.docs[i])));
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

  /** A query with another word in the place of one. @param {string} text @param {string} word @param {string} other */
  function replaceWord(text, word, other) {
    const pieces = text.split(/([^\s()"“”+:]+)/);
    const at = pieces.findIndex((piece) => analysis.words(piece).join(' ') === word || analysis.trim(piece.toLowerCase()) === word);
    return at < 0 ? other : pieces.map((piece, i) => i === at ? other : piece).join('');
  }

  /** A whole text with its hits marked. @param {string} text @param {Search.Token[]} tokens @param {number[]} hits */
  function whole(text, tokens, hits) {
    /** @type {Search.Piece[]} */
    const pieces = [];
    let read = 0;
    for (const token of hits.map((i) => tokens[i]).filter((each) => each.end > read)) {
      const start = Math.max(read, token.start);
      pieces.push({text: text.slice(read, start), marked: false}, {text: text.slice(start, token.end), marked: true});
      read = token.end;
    }
    return pieces.concat({text: text.slice(read), marked: false}).filter((piece) => piece.text);
  }

  /** Call once an element comes near the screen, unless the query is over by then. @param {Element} element @param {AbortSignal} signal @param {() => void} call */
  function whenSeen(element, signal, call) {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      if (!signal.aborted) call();
    }, {rootMargin: '100px'});
    observer.observe(element);
    signal.addEventListener('abort', () => observer.disconnect());
  }

  new Controller(form.dataset.root || '').start();
})();
