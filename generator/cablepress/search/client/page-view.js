/** What the search page shows. Text goes in as text nodes only; nothing here knows of queries or of the engine. */
Cablepress.search.view = (() => {
  'use strict';

  /**
   * Make an element.
   * @template {keyof HTMLElementTagNameMap} Name
   * @param {Name} name @param {Record<string, string>} attributes @param {...(Node | string)} children
   */
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const key of Object.keys(attributes)) element.setAttribute(key, attributes[key]);
    element.append(...children);
    return element;
  }

  /** A button. @param {string} text @param {() => void} act @param {Record<string, string>} [attributes] */
  function makeButton(text, act, attributes = {}) {
    const button = make('button', {type: 'button', ...attributes}, text);
    button.addEventListener('click', act);
    return button;
  }

  /** The words of the interface, from the data attributes of #search-words. */
  class Words {
    /** @param {DOMStringMap} data */
    constructor(data) {
      this.data = data;
      const language = document.documentElement.lang || 'en';
      this.months = new Intl.DateTimeFormat(language, {month: 'long', timeZone: 'UTC'});
    }

    /** Words by name; `values` fill its braces. A theme older than this program shows the name. @param {string} name @param {Record<string, unknown>} [values] */
    text(name, values = {}) {
      const text = this.data[name] || name;
      return text.replace(/\{(\w+)\}/g, (brace, key) => {
        const value = values[key];
        if (value === undefined) return brace;
        return typeof value === 'number' ? this.number(value) : String(value);
      });
    }

    /** @param {number} value */
    number(value) {
      return String(value).replace(/\B(?=(\d{3})+$)/g, this.data.thousands || '');
    }

    /** "1 cable", "25,000 cables". @param {number} n */
    count(n) {
      return n === 1 ? this.text('one') : this.text('found', {n});
    }

    /** `9 July 2007` of 2007-07-09, `July 2007` of 2007-07, a year as it is. @param {string} name */
    date(name) {
      const [year, month, day] = name.split('-');
      if (!month) return year || this.text('undated');
      const named = this.months.format(new Date(Date.UTC(2000, Number(month) - 1, 1)));
      const values = {y: String(Number(year)), month: named, d: day ? String(Number(day)) : ''};
      return this.text(day ? 'day' : 'month', values);
    }
  }

  /** Pieces of an excerpt as nodes. @param {Search.Piece[]} pieces */
  function marked(pieces) {
    return pieces.map((piece) => piece.marked ? make('mark', piece.differs ? {class: 'differs'} : {}, piece.text) : piece.text);
  }

  /**
   * The element of this kind with an id; a theme without it is broken.
   * @template {HTMLElement} Kind
   * @param {string} id @param {{new (): Kind, prototype: Kind}} kind @returns {Kind}
   */
  function byId(id, kind) {
    const element = document.getElementById(id);
    if (element instanceof kind) return element;
    throw new Error('The search page has no #' + id + '.');
  }

  /** The view: the places of search.html, found by their ids. */
  class View {
    constructor() {
      this.form = byId('search-form', HTMLFormElement);
      this.box = byId('q', HTMLInputElement);
      this.filters = byId('search-filters', HTMLDetailsElement);
      this.status = byId('search-status', HTMLElement);
      this.chart = byId('search-chart', HTMLElement);
      this.results = byId('search-results', HTMLElement);
      this.chips = document.getElementById('search-understood') || make('div', {id: 'search-understood'});
      if (!this.chips.isConnected) this.status.after(this.chips);
      this.moreButton = byId('search-more', HTMLButtonElement);
      this.words = new Words(byId('search-words', HTMLElement).dataset);
      /** @type {HTMLOListElement | null} */
      this.list = null;
      /** @type {HTMLButtonElement | null} */
      this.retryButton = null;
    }

    /** Values of the form by name. */
    read() {
      /** @type {Record<string, string>} */
      const values = {};
      for (const [name, value] of new FormData(this.form)) values[name] = String(value);
      return values;
    }

    /** Put values into the form. @param {Partial<Search.Asked>} asked */
    fill(asked) {
      for (const [name, value] of Object.entries(asked)) {
        const field = this.form.elements.namedItem(name);
        if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) continue;
        // A choice that no option stands for yet gets one; the counts come later.
        if (field instanceof HTMLSelectElement && name !== 'sort' && !Array.from(field.options).some((option) => option.value === value)) {
          field.add(new Option(value, value));
        }
        if (field.value !== value) field.value = value;
      }
    }

    /** Say something, to eyes and screen readers. @param {string} text */
    say(text) {
      if (this.status.textContent !== text) this.status.textContent = text;
    }

    /** Take away everything that an earlier query left. */
    clear() {
      this.results.replaceChildren();
      this.chips.replaceChildren();
      this.results.removeAttribute('aria-busy');
      this.list = null;
      this.chart.hidden = true;
      this.showMore('');
      this.forget();
    }

    /**
     * Show what was understood of a query, if that is more than its words, and what was left out.
     * @param {Search.Understood} understood @param {(chip: Search.Chip) => void} remove
     */
    showUnderstood(understood, remove) {
      this.chips.replaceChildren();
      const chips = understood.chips.map((chip) => {
        const alone = chip.kind === 'any' && understood.chips.filter((each) => each.kind === 'any').length === 1;
        const name = alone ? '' : this.words.text(chip.kind === 'not' ? 'chipNot' : chip.kind === 'any' ? 'chipAny' : 'chipAll');
        const field = chip.field ? chip.field + ': ' : '', also = chip.also.length ? ' ' + this.words.text('also', {words: chip.also.join(', ')}) : '';
        const open = chip.open ? ' ' + this.words.text('closed') : '';
        const text = ((chip.kind === 'field' ? '' : name + ' ') + field + chip.text + open + also).trim();
        const button = makeButton('×', () => remove(chip), {'aria-label': this.words.text('chipRemove', {what: text})});
        return make('li', {class: 'chip'}, make('span', {dir: 'auto'}, text), button);
      });
      if (chips.length) this.chips.append(make('ul', {'aria-label': this.words.text('understood')}, ...chips));
      const notes = [];
      if (understood.ignored.length) notes.push(this.words.text('ignored', {words: Array.from(new Set(understood.ignored)).join(', ')}));
      if (understood.unclear.length) notes.push(this.words.text('unclear', {words: understood.unclear.join(', ')}));
      if (notes.length) this.chips.append(make('p', {class: 'q'}, notes.join(' ')));
    }

    /**
     * Offer other words; where nothing was found, say what each word finds alone and what to try.
     * @param {Search.Help} help @param {(asked: Partial<Search.Asked>) => void} go
     * @param {boolean} late  whether the results of this query are there already: those must not move
     */
    showHelp({offers, words, ways}, go, late) {
      const place = make('div', {class: 'help'});
      if (offers.length) {
        const buttons = offers.flatMap(({word, count, query}, i) => (
          [i ? ', ' : ' ', makeButton(word, () => go({q: query}), {class: 'offer'}), ' (' + this.words.number(count) + ')']
        ));
        place.append(make('p', {class: 'meant'}, this.words.text('meant'), ...buttons));
      }
      if (words.length) {
        const items = words.map(({label, count}) => make('li', {}, make('b', {dir: 'auto'}, label), ' ', count ? this.words.count(count) : this.words.text('nowhere')));
        place.append(make('p', {}, this.words.text('alone')), make('ul', {class: 'alone'}, ...items));
        this.showWays(ways, go, place);
      }
      (late ? this.results : this.chips).append(place);
    }

    /** Say what to try, in buttons; below the results, or in a place. @param {Search.Way[]} ways @param {(asked: Partial<Search.Asked>) => void} go @param {Element} [place] */
    showWays(ways, go, place = this.results) {
      if (ways.length) place.append(make('p', {}, ...ways.map(({name, asked}) => makeButton(this.words.text(name), () => go(asked)))));
    }

    /** Say something beside what was understood. @param {string} text */
    showNote(text) {
      this.chips.append(make('p', {class: 'q'}, text));
    }

    /** Take the offer to try again away. */
    forget() {
      if (this.retryButton) this.retryButton.remove();
      this.retryButton = null;
    }

    /** Begin a new list of results. */
    startList() {
      this.list = make('ol', {});
      this.results.replaceChildren(this.list);
    }

    /** Say that something went wrong, and offer to try again. @param {string} text @param {(() => void) | null} retry */
    showFailure(text, retry) {
      this.forget();
      this.say(text);
      if (!retry) return;
      this.retryButton = makeButton(this.words.text('retry'), retry, {id: 'search-retry'});
      this.status.after(this.retryButton);
    }

    /** Show a query that cannot be read, with the place underlined and what may be meant. @param {Search.Wrong} wrong @param {(asked: Partial<Search.Asked>) => void} go */
    showWrong(wrong, go) {
      this.clear();
      this.say(this.words.text('syntax') + ' ' + this.words.text(wrong.name, {...wrong}));
      const here = make('mark', {class: 'wrong'}, wrong.here || '\u00a0');
      this.results.append(make('p', {class: 'asked'}, make('code', {}, wrong.before, here, wrong.after)));
      if (!wrong.near) return;
      const button = makeButton(wrong.near + wrong.after, () => go({q: wrong.before + wrong.near + wrong.after}), {class: 'offer'});
      this.results.append(make('p', {class: 'meant'}, this.words.text('meant'), ' ', button));
    }

    /**
     * Add a result to the list.
     * @param {Search.DocumentRecord} record @param {string} url
     * @returns {HTMLLIElement}
     */
    addResult(record, url) {
      // The cables' language, where it is not the page's: articles and pages are in the page's.
      const {lang} = this.results.dataset, subject = record.subject || record.id;
      /** @type {Record<string, string>} */
      const tongue = lang && !record.kind ? {lang, dir: 'auto'} : {dir: 'auto'};
      const link = make('a', {href: url, ...tongue}, subject);
      if (subject === subject.toUpperCase()) link.className = 'up';
      const facts = make('p', {class: 'q'});
      if (record.kind) facts.append(make('span', {class: 'kind'}, this.words.text(record.kind)));
      if (record.kind && record.date) facts.append(' · ');
      if (record.date || !record.kind) facts.append(make('span', {class: 'when'}, this.words.date(record.date)));
      for (const fact of record.kind ? [] : [record.origin, record.id]) if (fact) facts.append(' · ', make('span', {dir: 'auto'}, fact));
      if (record.classification) {
        facts.append(' · ', make('span', {class: 'k', 'data-k': record.classification}, record.classification));
      }
      const item = make('li', {class: 'hit'}, make('h2', {}, link), facts, make('p', {class: 'excerpt', ...tongue}), make('div', {class: 'further'}));
      if (this.list) this.list.append(item);
      return item;
    }

    /** Mark words in the subject of a result. @param {HTMLElement} item @param {Search.Piece[]} pieces */
    showSubject(item, pieces) {
      linkOf(item).replaceChildren(...marked(pieces));
    }

    /** Show a passage in a result, and where to find it. @param {HTMLElement} item @param {Search.Piece[]} pieces @param {string} url */
    showPassage(item, pieces, url) {
      for (const place of item.querySelectorAll('.excerpt')) place.replaceChildren(...marked(pieces));
      linkOf(item).href = url;
    }

    /** List further paragraphs of a result, closed at first. @param {HTMLElement} item @param {{url: string, name: string, pieces: Search.Piece[]}[]} passages */
    showFurther(item, passages) {
      const place = item.querySelector('.further');
      if (!place || !passages.length) return;
      const text = passages.length === 1 ? this.words.text('furtherOne') : this.words.text('furtherMany', {n: passages.length});
      const list = make('ul', {}, ...passages.map(({url, name, pieces}) => (
        make('li', {}, make('a', {href: url, dir: 'auto'}, name || '¶'), ' ', make('span', {dir: 'auto'}, ...marked(pieces)))
      )));
      place.replaceChildren(make('details', {}, make('summary', {}, text), list));
    }

    /** Offer more results; no text, no offer. @param {string} text */
    showMore(text) {
      this.moreButton.hidden = !text;
      if (text) this.moreButton.textContent = text;
    }

    /** Links of the results, in order. @returns {HTMLAnchorElement[]} */
    links() {
      return Array.from(this.results.querySelectorAll('.hit h2 a'));
    }

    /** Fill a filter with its choices and their counts. @param {string} name @param {Search.Counts} counts */
    showChoices(name, counts) {
      const field = this.form.elements.namedItem(name);
      if (!(field instanceof HTMLSelectElement)) return;
      const chosen = field.value, labels = Object.keys(counts).filter(Boolean);
      if (chosen && !counts[chosen]) labels.push(chosen);
      const collator = new Intl.Collator(document.documentElement.lang, {numeric: true});
      labels.sort(collator.compare);
      const options = labels.map((label) => new Option(label + ' (' + this.words.number(counts[label] || 0) + ')', label));
      field.replaceChildren(field.options[0], ...options);
      field.value = chosen;
    }

    /** Leave of the choices of each filter none but the one that is made: the others, and all counts, are of an earlier query. */
    forgetChoices() {
      for (const name of ['origin', 'classification', 'tag', 'year']) {
        const field = this.form.elements.namedItem(name);
        if (!(field instanceof HTMLSelectElement)) continue;
        const chosen = field.value;
        field.replaceChildren(field.options[0], ...chosen ? [new Option(chosen, chosen)] : []);
        field.value = chosen;
      }
    }
  }

  /** The link of a result. @param {HTMLElement} item */
  function linkOf(item) {
    return item.querySelector('a') || make('a', {});
  }

  return {View, make};
})();
