/**
 * The search page's logic of queries and addresses: no DOM, no network.
 */
Cablepress.search.query = (() => {
  'use strict';

  const {dayOf} = Cablepress.search.days;
  /** @type {(keyof Search.Asked)[]} */
  const KEYS = ['q', 'origin', 'classification', 'tag', 'year', 'from', 'to', 'marking', 'sort'];
  const FILTERS = KEYS.slice(1, -1);

  /** Read the part of an address after the path. @param {string} query  such as `?q=turkey&tag=PGOV` @returns {Search.Asked} */
  function readAddress(query) {
    const values = new URLSearchParams(query);
    /** @type {Search.Asked} */
    const asked = {q: '', origin: '', classification: '', tag: '', year: '', from: '', to: '', marking: '', sort: ''};
    for (const key of KEYS) asked[key] = (values.get(key) || '').trim();
    asked.from = dayOf(asked.from, false);
    asked.to = dayOf(asked.to, true);
    return asked;
  }

  /** The query part of an address, with a `?` if there is anything to say. @param {Partial<Search.Asked>} asked @returns {string} */
  function writeAddress(asked) {
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

  /**
   * How many documents there are of each month.
   * @param {Search.DateColumn} date @param {Iterable<number>} docs
   * @returns {Search.Counts}  by YYYY-MM; documents without a date are left out
   */
  function countMonths(date, docs) {
    /** @type {Map<number, number>} */
    const days = new Map();
    /** @type {Search.Counts} */
    const months = {};
    for (const doc of docs) days.set(date.values[doc], (days.get(date.values[doc]) || 0) + 1);
    days.delete(0);
    for (const [day, count] of days) {
      const month = new Date((date.first + day - 1) * 86400000).toISOString().slice(0, 7);
      months[month] = (months[month] || 0) + count;
    }
    return months;
  }

  /**
   * Bars of a chart over time: months if they span three years at most, else years, without gaps.
   * @param {Search.Counts} months  counts by YYYY-MM
   * @returns {Search.Bar[]}  `name` is a month (2007-07) or a year
   */
  function chartBars(months) {
    const names = Object.keys(months).sort();
    if (!names.length) return [];
    const first = names[0], last = names[names.length - 1];
    const count = (Number(last.slice(0, 4)) - Number(first.slice(0, 4))) * 12 + Number(last.slice(5)) - Number(first.slice(5)) + 1;
    const bars = [];
    if (count <= 36) {
      for (let i = 0; i < count; i++) {
        const name = new Date(Date.UTC(Number(first.slice(0, 4)), Number(first.slice(5)) - 1 + i)).toISOString().slice(0, 7);
        bars.push({name, count: months[name] || 0});
      }
      return bars;
    }
    for (let year = Number(first.slice(0, 4)); year <= Number(last.slice(0, 4)); year++) {
      const own = names.filter((name) => Number(name.slice(0, 4)) === year);
      bars.push({name: String(year), count: own.reduce((sum, name) => sum + months[name], 0)});
    }
    return bars;
  }

  return {
    readAddress, writeAddress, isIdle, isFiltered, toFilter, countMonths, chartBars
  };
})();
