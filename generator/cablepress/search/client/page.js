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

  const {address, chart, finding, help, hits, keys, open, SearchError, references, results, syntax, understanding, view, wording} = Cablepress.search;
  /** Milliseconds: a pause in typing, after which a search begins; a search, after which the page says that it takes time. */
  const TYPING = 150, PATIENCE = 250;
  /** Milliseconds for which results wait for other words to offer. */
  const WAIT = 600;
  /** Up to so many cables the column of dates is small, and the chart comes with the first query. */
  const SMALL = 2000;

  /** Puts the parts together; one for the page. */
  class Controller {
    /** @param {string} base  URL of the site's root */
    constructor(base) {
      this.base = base;
      this.view = new view.View();
      this.words = this.view.words;
      this.pages = location.protocol === 'file:' ? null : new results.Pages(this.base);
      /** @type {Promise<Search.Engine> | null} */
      this.opening = null;
      this.failedBefore = false;
      /** Whether the reader has touched the filters. */
      this.touched = false;
      /** The page's own title; that of what is asked goes before it. */
      this.title = document.title;
      /** What is asked at present, and whether the reader has meant it (by Enter, not by typing on). */
      this.asked = address.read(location.search);
      this.settled = !address.isIdle(this.asked);
      /** Stops the query that runs; results at hand live on until others take their place. */
      this.running = new AbortController();
      /** @type {Search.Current | null} */
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
      filters.open = address.isFiltered(this.asked) || beside;
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
      if (clear) clear.addEventListener('click', () => this.narrow(address.UNFILTERED));
      window.addEventListener('popstate', () => this.revisited());
      document.addEventListener('keydown', (event) => keys.press(event, this.view, () => this.empty()));
      this.arrived();
    }

    /** Run the query of the address. A reference ID in it goes to its cable, but not for who comes back from there. */
    async arrived() {
      if (address.isIdle(this.asked)) return this.invite();
      const cameBack = history.state && history.state.left;
      if (!cameBack && await this.goToCable((url) => location.replace(url))) return;
      this.search(false);
    }

    /** Before anything is asked: how to ask. Who came by the button of another page, with an empty box, can type at once. */
    invite() {
      this.invited = document.querySelector('details.syntax');
      if (this.invited) this.invited.open = true;
      if (location.search) this.view.box.focus({preventScroll: true});
    }

    // What the reader does

    typed() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        this.ask(this.view.read(), !this.settled);
        this.settled = address.isIdle(this.asked);
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
      const asked = address.read(location.search);
      if (address.write(asked) === address.write(this.asked)) return;
      clearTimeout(this.timer);
      this.asked = asked;
      this.settled = true;
      this.view.fill(asked);
      this.search(false);
    }

    empty() {
      if (!this.view.box.value) return;
      this.view.box.value = '';
      this.typed();
    }

    // Address and history

    /** Take up what is asked, and put it into the address. @param {Partial<Search.Asked>} values @param {boolean} replace */
    ask(values, replace) {
      this.asked = address.read(address.write(values));
      const written = address.write(this.asked);
      if (written !== location.search) this.remember(written || location.pathname, replace, null);
    }

    /** @param {string} url  empty for the one that is there @param {boolean} replace @param {{left?: boolean, shown?: number} | null} state */
    remember(url, replace, state) {
      try {
        history[replace ? 'replaceState' : 'pushState'](state, '', url || undefined);
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

    /** @returns {Promise<Search.Engine>} */
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

    /** Let go of the results at hand, for others or none. @param {Search.Current | null} current */
    take(current) {
      if (this.current) this.current.stop.abort();
      this.current = current;
      if (!current) this.view.forgetChoices();
    }

    /** Find what is asked and show it. @param {boolean} typing  whether the query may be unfinished */
    async search(typing) {
      document.title = this.asked.q ? `${this.asked.q} – ${this.title}` : this.title;
      const signal = this.restart();
      if (address.isIdle(this.asked)) {
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
     * @param {Search.Engine} engine @param {boolean} typing @param {AbortSignal} signal
     * @returns {Promise<Search.Found | null>}  null if there is nothing to show, or not yet
     */
    async find(engine, typing, signal) {
      const understood = this.understand(engine, typing), {pages} = this;
      if (!understood) return null;
      if (understood.tooCommon) {
        this.take(null);
        this.view.clear();
        this.view.say(this.words.text(understood.nothing ? 'nothing' : 'common'));
        return null;
      }
      engine.expectRecords();
      const found = await finding.find(engine, understood, typing, signal);
      if (!understood.quotation.length || !pages || typing) return found;
      this.view.say(this.words.text('comparing'));
      return finding.compare(engine, pages, found, signal);
    }

    /** @param {Search.Engine} engine @param {boolean} typing @returns {Search.Understood | null}  null if the query cannot be read */
    understand(engine, typing) {
      const text = wording.clean(this.asked.q);
      try {
        return finding.understand(engine, text, typing);
      } catch (error) {
        if (!(error instanceof syntax.Unreadable)) throw error;
        this.refuse(syntax.explain(error.place, text), typing);
        return null;
      }
    }

    /** Show what is wrong with a query; not to someone who is in the middle of a clause. @param {Search.Wrong} wrong @param {boolean} typing */
    refuse(wrong, typing) {
      if (typing && wrong.unfinished) {
        this.view.say(this.current ? help.summary(this.current, this.words) : '');
        return;
      }
      this.take(null);
      this.view.showWrong(wrong, (asked) => this.go(asked));
      this.count();
    }

    /** Show the first results. @param {Search.Engine} engine @param {Search.Found} found */
    async show(engine, found) {
      const {understood} = found, stop = new AbortController(), {signal} = stop, terms = finding.termsToMark(engine, found);
      const wanted = {filter: this.filterOf(understood), sort: this.asked.sort, marking: this.asked.marking, terms};
      const list = new results.Results(engine, {matches: found.answer.matches, phrases: understood.phrases, checks: found.checks}, wanted, this.pages);
      const current = {engine, found, list, stop, signal, phrases: finding.phrasesToMark(understood), terms, shown: false};
      this.take(current);
      this.view.showUnderstood(understood, (chip) => this.go({q: understanding.without(understood.text, chip)}));
      const named = found.first.length ? undefined : understood.references.find((reference) => reference.plain);
      if (named) this.view.showNote(this.words.text('noReference', {id: [named.year, named.post.toUpperCase(), named.number].join(' ')}));
      if (!understood.quotation.length && !found.first.length && !found.beginning && this.settled) await this.help(current);
      if (signal.aborted) return;
      // Who comes back finds as many results as there were.
      const kept = history.state && history.state.shown || 0;
      for (let going = true; going;) going = await this.more() && list.more && this.view.links().length < kept;
    }

    /** What the engine filters by. @param {Search.Understood} [understood]  of the query, which may name days */
    filterOf(understood) {
      return address.toFilter(this.asked, understood && understood.days);
    }

    /** Ask for something else. @param {Partial<Search.Asked>} asked */
    go(asked) {
      this.view.fill(asked);
      this.submitted();
    }

    /** Offer other words. Results wait for it a little, so that they need not move. @param {Search.Current} current */
    async help({engine, found, signal}) {
      const work = help.lookUp(engine, found, signal).then(
        (offered) => this.view.showHelp(offered, (asked) => this.go(asked), this.current !== null && this.current.shown)
      ).catch((error) => { if (!signal.aborted) this.fail(error, () => this.search(false), true); });
      await Promise.race([work, new Promise((resolve) => setTimeout(resolve, WAIT))]);
    }

    /** Show more results of the query at hand. @returns {Promise<boolean>}  whether that went well */
    async more() {
      const current = this.current;
      if (!current) return false;
      const {list, signal} = current, before = current.shown ? this.view.links().length : 0;
      this.view.showMore('');
      this.view.forget();
      try {
        await list.next((found) => {
          if (signal.aborted) return;
          if (!current.shown) this.begin(current);
          for (const hit of found) hits.add(this.view, this.base, hit, current);
          clearTimeout(this.patience);
          if (list.checking) this.view.say(this.words.text('checking', {n: list.seen, total: list.total}));
        }, signal);
        if (signal.aborted) return false;
        if (!current.shown) this.begin(current);
        this.view.results.removeAttribute('aria-busy');
        this.view.say(help.summary(current, this.words));
        this.view.showMore(list.more ? this.words.text(list.checking ? 'further' : 'more') : '');
        this.view.showWays(help.wider(current, this.asked), (asked) => this.go(asked));
        if (!before || list.checking) this.count();
        if (document.activeElement === document.body && before && this.view.links()[before]) this.view.links()[before].focus();
        return true;
      } catch (error) {
        if (!signal.aborted) this.fail(error, () => this.more(), true);
        return false;
      }
    }

    /** @param {Search.Current} current */
    begin(current) {
      current.shown = true;
      this.view.startList();
      this.view.results.setAttribute('aria-busy', 'true');
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

    // Filters and chart

    /** Count what the filters could choose, once the reader has opened or touched them; draw the chart where that is cheap. */
    async count() {
      const current = this.current, signal = current ? current.signal : this.running.signal;
      try {
        const {open} = this.view.filters, cheap = current && current.engine.size <= SMALL;
        if (address.isFiltered(this.asked) || open && (this.touched || cheap)) {
          const engine = await this.open();
          const matches = current ? current.list.counted : (await engine.query('', {limit: 1})).matches;
          const {counts} = await engine.filter(matches, this.filterOf(current?.found.understood), {limit: 1});
          if (!signal.aborted) this.showCounts(counts);
        } else if (current && cheap) {
          const {date} = await current.engine.facets(['date']);
          if (!signal.aborted) this.drawChart(chart.countMonths(date, current.list.counted.docs));
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
      chart.draw(this.view, chart.bars(months), (from, to) => this.narrow({year: '', from, to}), this.filterOf(this.current?.found.understood));
    }
  }

  /** Let the browser do what else waits, such as an answer to a key. @returns {Promise<void>} */
  function breathe() {
    return new Promise((resolve) => setTimeout(resolve));
  }

  new Controller(form.dataset.root || '').start();
})();
