/** The chart over time: results by month or year, in bars that narrow the dates. */
Cablepress.search.chart = (() => {
  'use strict';

  const {days} = Cablepress.search;
  const {make} = Cablepress.search.view;
  const WIDTH = 480, HEIGHT = 60;
  /** Up to so many months each has a bar; else each year. */
  const MOST_MONTHS = 36;

  /**
   * How many documents there are of each month.
   * @param {Search.DateColumn} date @param {Iterable<number>} docs
   * @returns {Search.Counts}  by YYYY-MM; documents without a date are left out
   */
  function countMonths(date, docs) {
    /** @type {Map<number, number>} */
    const counts = new Map();
    /** @type {Search.Counts} */
    const months = {};
    for (const doc of docs) counts.set(date.values[doc], (counts.get(date.values[doc]) || 0) + 1);
    counts.delete(0);
    for (const [day, count] of counts) {
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
  function bars(months) {
    const names = Object.keys(months).sort();
    if (!names.length) return [];
    const [[year, month], [lastYear, lastMonth]] = [names[0], names[names.length - 1]].map((name) => name.split('-').map(Number));
    const span = (lastYear - year) * 12 + lastMonth - month + 1;
    if (span <= MOST_MONTHS) {
      return Array.from({length: span}, (_, i) => {
        const name = new Date(Date.UTC(year, month - 1 + i)).toISOString().slice(0, 7);
        return {name, count: months[name] || 0};
      });
    }
    return Array.from({length: lastYear - year + 1}, (_, i) => {
      const name = String(year + i), own = names.filter((each) => Number(each.slice(0, 4)) === year + i);
      return {name, count: own.reduce((sum, each) => sum + months[each], 0)};
    });
  }

  /** @param {string} name @param {Record<string, string | number>} attributes @param {string} [text] */
  function makeSvg(name, attributes, text) {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const key of Object.keys(attributes)) element.setAttribute(key, String(attributes[key]));
    if (text !== undefined) element.textContent = text;
    return element;
  }

  /**
   * Draw results over time; a bar chosen by mouse narrows the dates (by keyboard, the fields do).
   * @param {Search.View} view @param {Search.Bar[]} all
   * @param {(from: string, to: string) => void} choose  called with the first and the last day of a bar
   * @param {{from?: string, to?: string}} asked  the days asked for: bars outside are pale
   */
  function draw({chart, words}, all, choose, {from = '', to = '9999'}) {
    chart.replaceChildren();
    chart.hidden = all.length < 2;
    if (chart.hidden) return;
    const highest = all.reduce((best, bar) => bar.count > best.count ? bar : best), ends = [all[0], all[all.length - 1]].map((bar) => words.date(bar.name));
    const label = words.text('chart') + ': ' + ends.join(' – ') + ', ' + words.text('most', {when: words.date(highest.name), n: highest.count});
    const svg = makeSvg('svg', {viewBox: '0 0 ' + WIDTH + ' ' + HEIGHT, preserveAspectRatio: 'none', role: 'img', 'aria-label': label});
    const step = WIDTH / all.length;
    all.forEach(({name, count}, i) => {
      const first = days.dayOf(name, false), last = days.dayOf(name, true);
      const bar = makeBar(i * step, step, count / highest.count, words.date(name) + ': ' + words.number(count));
      bar.setAttribute('class', last >= from && first <= to ? 'bar' : 'bar out');
      if (count) bar.addEventListener('click', () => choose(first, last));
      svg.append(bar);
    });
    chart.append(svg, make('p', {class: 'ends', 'aria-hidden': 'true'}, ...ends.map((text) => make('span', {}, text))));
  }

  /** @param {number} x @param {number} width @param {number} share  of the highest bar @param {string} title */
  function makeBar(x, width, share, title) {
    const group = makeSvg('g', {}), height = share ? Math.max(1.5, share * HEIGHT) : 0, gap = Math.min(2, width / 6);
    group.append(
      makeSvg('title', {}, title), makeSvg('rect', {class: 'ground', x, y: 0, width, height: HEIGHT}),
      makeSvg('rect', {class: 'count', x: x + gap / 2, y: HEIGHT - height, width: Math.max(0.5, width - gap), height})
    );
    return group;
  }

  return {countMonths, bars, draw};
})();
