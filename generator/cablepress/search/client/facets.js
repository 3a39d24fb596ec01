/** Filters, counts and order over all matches of a query, from columns of small numbers; types.d.ts describes them. */
Cablepress.search.facets = (() => {
  'use strict';

  const {core} = Cablepress.search;
  const DAY = 86400000;

  /** A column of its file. @param {string} name @param {any[]} values @returns {Search.DateColumn | Search.LabelColumn | Search.TagColumn} */
  function readColumn(name, values) {
    const numbers = core.readAll(values[1]);
    if (name === 'date') return {first: Date.parse(values[0] + 'T00:00:00Z') / DAY, values: numbers};
    return name === 'tags' ? readTags(values[0], numbers) : {labels: values[0], values: numbers};
  }

  /** @param {string[]} labels @param {Uint32Array} numbers @returns {Search.TagColumn} */
  function readTags(labels, numbers) {
    const starts = [], tags = [];
    for (let i = 0; i < numbers.length;) {
      starts.push(tags.length);
      for (let end = i + 1 + numbers[i++]; i < end; i++) tags.push(numbers[i]);
    }
    starts.push(tags.length);
    return {labels, starts: Uint32Array.from(starts), values: Uint32Array.from(tags)};
  }

  /** Whether place `a` of `keys` comes after place `b`: smaller key, or equal and later. @param {ArrayLike<number>} keys @param {number} a @param {number} b */
  function after(keys, a, b) {
    return keys[a] < keys[b] || keys[a] === keys[b] && a > b;
  }

  /**
   * Places of the `count` highest keys, highest first; equal ones in their order.
   * @param {ArrayLike<number>} keys @param {number} count @param {ArrayLike<number>} [among]  places to choose from
   * @returns {number[]}
   */
  function best(keys, count, among) {
    /** @type {number[]} */
    const heap = [];
    const size = among ? among.length : keys.length;
    for (let n = 0; n < size; n++) {
      const place = among ? among[n] : n;
      if (heap.length < count) {
        heap.push(place);
        if (heap.length === count) for (let i = count >> 1; i >= 0; i--) sink(heap, keys, i);
      } else if (count && after(keys, heap[0], place)) {
        heap[0] = place;
        sink(heap, keys, 0);
      }
    }
    return heap.sort((a, b) => keys[b] - keys[a] || a - b);
  }

  /** Let the place at `i` of a heap go down to where it belongs. @param {number[]} heap @param {ArrayLike<number>} keys @param {number} i */
  function sink(heap, keys, i) {
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) return;
      if (child + 1 < heap.length && after(keys, heap[child + 1], heap[child])) child++;
      if (!after(keys, heap[child], heap[i])) return;
      [heap[i], heap[child]] = [heap[child], heap[i]];
      i = child;
    }
  }

  /** @param {string} text */
  function dayNumber(text) {
    return Date.parse(text + 'T00:00:00Z') / DAY;
  }

  /**
   * Tests that a document must pass, by facet: functions of a document number.
   * @param {Search.Facets} facets @param {Search.Filter} filter @returns {Record<string, (doc: number) => boolean>}
   */
  function makeTests(facets, filter) {
    /** @type {Record<string, (doc: number) => boolean>} */
    const tests = {};
    if (filter.from || filter.to) {
      const date = facets.date, low = Math.max(1, filter.from ? dayNumber(filter.from) - date.first + 1 : 1);
      const high = filter.to ? dayNumber(filter.to) - date.first + 1 : Infinity;
      tests.date = (doc) => date.values[doc] >= low && date.values[doc] <= high;
    }
    if (filter.origin && filter.origin.length) tests.origin = among(facets.origin, filter.origin);
    if (filter.classification && filter.classification.length) tests.classification = among(facets.classification, filter.classification);
    if (filter.tags && filter.tags.length) tests.tags = hasAll(facets.tags, filter.tags);
    return tests;
  }

  /** @param {Search.LabelColumn} column @param {string[]} labels @returns {(doc: number) => boolean} */
  function among(column, labels) {
    const wanted = new Set(labels.map((label) => column.labels.indexOf(label)));
    return (doc) => wanted.has(column.values[doc]);
  }

  /** @param {Search.TagColumn} tags @param {string[]} labels @returns {(doc: number) => boolean} */
  function hasAll(tags, labels) {
    const wanted = labels.map((label) => tags.labels.indexOf(label));
    return (doc) => wanted.every((tag) => tags.values.subarray(tags.starts[doc], tags.starts[doc + 1]).includes(tag));
  }

  /** Month of each day of the date column: `months[value]` is an index into `names`. @param {Search.DateColumn} date */
  function monthsOf(date) {
    /** @type {string[]} */
    const names = [];
    let last = 0;
    for (let i = 0; i < date.values.length; i++) if (date.values[i] > last) last = date.values[i];
    const months = new Uint16Array(last + 1);
    for (let value = 1; value <= last; value++) {
      const name = new Date((date.first + value - 1) * DAY).toISOString().slice(0, 7);
      if (names[names.length - 1] !== name) names.push(name);
      months[value] = names.length - 1;
    }
    return {names, months};
  }

  /** @param {string[]} labels @param {Uint32Array} counts @returns {Search.Counts} */
  function named(labels, counts) {
    /** @type {Search.Counts} */
    const found = {};
    labels.forEach((label, i) => { if (counts[i]) found[label] = counts[i]; });
    return found;
  }

  /**
   * Filter, count and sort. A facet is counted over what passes all *other* filters, tags over what passes all filters.
   * @param {Search.Matches} matches @param {Search.Facets} facets  all columns
   * @param {Search.Filter} filter @param {Search.Paging} options
   * @returns {Search.Filtered}
   */
  function filter(matches, facets, filter, options) {
    const tests = makeTests(facets, filter), names = Object.keys(tests), checks = Object.values(tests);
    const calendar = facets.date.calendar = facets.date.calendar || monthsOf(facets.date);
    const counts = {
      origin: new Uint32Array(facets.origin.labels.length), classification: new Uint32Array(facets.classification.labels.length),
      tags: new Uint32Array(facets.tags.labels.length), date: new Uint32Array(calendar.names.length)
    };
    const kept = [], docs = matches.docs, {origin, classification, date, tags} = facets;
    for (let i = 0; i < docs.length; i++) {
      const doc = docs[i];
      let failures = 0, failed = '';
      for (let c = 0; c < checks.length && failures < 2; c++) {
        if (checks[c](doc)) continue;
        failures++;
        failed = names[c];
      }
      if (failures > 1) continue;
      if (!failures || failed === 'origin') counts.origin[origin.values[doc]]++;
      if (!failures || failed === 'classification') counts.classification[classification.values[doc]]++;
      if ((!failures || failed === 'date') && date.values[doc]) counts.date[calendar.months[date.values[doc]]]++;
      if (failures) continue;
      for (let t = tags.starts[doc]; t < tags.starts[doc + 1]; t++) counts.tags[tags.values[t]]++;
      kept.push(i);
    }
    const months = named(calendar.names, counts.date);
    return {
      total: kept.length,
      docs: page(matches, facets, kept, options).map((i) => docs[i]),
      counts: {
        origin: named(origin.labels, counts.origin), classification: named(classification.labels, counts.classification),
        tags: named(tags.labels, counts.tags), year: yearsOf(months), month: months
      }
    };
  }

  /** @param {Search.Counts} months @returns {Search.Counts} */
  function yearsOf(months) {
    /** @type {Search.Counts} */
    const years = {};
    for (const month of Object.keys(months)) years[month.slice(0, 4)] = (years[month.slice(0, 4)] || 0) + months[month];
    return years;
  }

  /**
   * Places of one page of the kept matches. Documents without a date come last in either order.
   * @param {Search.Matches} matches @param {Search.Facets} facets @param {number[]} kept @param {Search.Paging} options
   */
  function page(matches, facets, kept, options) {
    const offset = options.offset || 0, end = offset + (options.limit || 10);
    if (options.sort !== 'newest' && options.sort !== 'oldest') return best(matches.scores, end, kept).slice(offset);
    const keys = Float64Array.from(matches.docs, (doc) => {
      const value = facets.date.values[doc];
      return options.sort === 'newest' || !value ? value || -Infinity : -value;
    });
    return best(keys, end, kept).slice(offset);
  }

  return {readColumn, filter, best};
})();
