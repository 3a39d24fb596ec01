/** What is asked of the search page, as its address and its filters say it. No DOM, no network. */
Cablepress.search.address = (() => {
  'use strict';

  const {dayOf} = Cablepress.search.days;
  /** Every filter, empty. */
  const UNFILTERED = {origin: '', classification: '', tag: '', year: '', from: '', to: '', marking: ''};
  const NOTHING = {q: '', ...UNFILTERED, sort: ''};
  const FILTERS = /** @type {(keyof typeof UNFILTERED)[]} */ (Object.keys(UNFILTERED)), KEYS = /** @type {(keyof typeof NOTHING)[]} */ (Object.keys(NOTHING));

  /** Read the part of an address after the path. @param {string} query  such as `?q=turkey&tag=PGOV` @returns {Search.Asked} */
  function read(query) {
    const values = new URLSearchParams(query), asked = {...NOTHING};
    for (const key of KEYS) asked[key] = (values.get(key) || '').trim();
    asked.from = dayOf(asked.from, false);
    asked.to = dayOf(asked.to, true);
    return asked;
  }

  /** The query part of an address, with a `?` if there is anything to say. @param {Partial<Search.Asked>} asked @returns {string} */
  function write(asked) {
    const values = new URLSearchParams();
    for (const key of KEYS) if (asked[key]) values.set(key, String(asked[key]));
    const text = values.toString();
    return text && '?' + text;
  }

  /** Whether there is nothing to look for; an order alone looks for nothing. @param {Search.Asked} asked */
  function isIdle(asked) {
    return !asked.q && !isFiltered(asked);
  }

  /** @param {Search.Asked} asked */
  function isFiltered(asked) {
    return FILTERS.some((key) => asked[key]);
  }

  /**
   * What the engine filters by. A year and a range both hold if both are given.
   * @param {Search.Asked} asked @param {{from: string, to: string}} [days]  of the query itself
   */
  function toFilter(asked, days = {from: '', to: ''}) {
    /** @type {Search.Filter} */
    const filter = {};
    if (asked.origin) filter.origin = [asked.origin];
    if (asked.classification) filter.classification = [asked.classification];
    if (asked.tag) filter.tags = [asked.tag];
    const from = [asked.from, days.from, dayOf(asked.year, false)].sort().pop();
    const to = [asked.to, days.to, dayOf(asked.year, true)].filter(Boolean).sort()[0];
    if (from) filter.from = from;
    if (to) filter.to = to;
    return filter;
  }

  return {UNFILTERED, read, write, isIdle, isFiltered, toFilter};
})();
