/** Filters, counts and order over all matches of a query, from columns of small numbers. */
(function (root) {
  'use strict';

  var search = root.Cablepress.search, core = search.core, DAY = 86400000;

  /**
   * @typedef {Object} Column
   * date: `{first: day number since 1970 of the earliest date, values}`, where value 0 is no date and 1 the first;
   * origin, classification: `{labels, values}`, a number of a label for each document;
   * tags: `{labels, starts, values}`, where the tags of document d are values[starts[d]] to values[starts[d + 1]]
   */
  function readColumn(name, values) {
    var numbers = core.readAll(values[1]);
    if (name === 'date') return {first: Date.parse(values[0] + 'T00:00:00Z') / DAY, values: numbers};
    if (name !== 'tags') return {labels: values[0], values: numbers};
    var starts = [], tags = [], i = 0;
    while (i < numbers.length) {
      starts.push(tags.length);
      for (var end = i + 1 + numbers[i++]; i < end; i++) tags.push(numbers[i]);
    }
    starts.push(tags.length);
    return {labels: values[0], starts: Uint32Array.from(starts), values: Uint32Array.from(tags)};
  }

  /** Whether place `a` of `keys` comes after place `b`: smaller key, or equal and later. */
  function after(keys, a, b) {
    return keys[a] < keys[b] || keys[a] === keys[b] && a > b;
  }

  /**
   * Places of the `count` highest keys, highest first; equal ones in their order.
   * @param {ArrayLike<number>} keys @param {number} count @param {ArrayLike<number>} [among]  places to choose from
   */
  function best(keys, count, among) {
    var heap = [], size = among ? among.length : keys.length;
    function sink(i) {
      for (;;) {
        var child = 2 * i + 1;
        if (child >= heap.length) return;
        if (child + 1 < heap.length && after(keys, heap[child + 1], heap[child])) child++;
        if (!after(keys, heap[child], heap[i])) return;
        var held = heap[i];
        heap[i] = heap[child];
        heap[child] = held;
        i = child;
      }
    }
    for (var n = 0; n < size; n++) {
      var place = among ? among[n] : n;
      if (heap.length < count) {
        heap.push(place);
        if (heap.length === count) for (var i = count >> 1; i >= 0; i--) sink(i);
      } else if (count && after(keys, heap[0], place)) {
        heap[0] = place;
        sink(0);
      }
    }
    return heap.sort(function (a, b) { return keys[b] - keys[a] || a - b; });
  }

  function dayNumber(text) {
    return Date.parse(text + 'T00:00:00Z') / DAY;
  }

  /** Tests that a document must pass, by facet: functions of a document number. */
  function makeTests(facets, filter) {
    var tests = {};
    function among(name, column) {
      var wanted = new Set([].concat(filter[name]).map(function (label) { return column.labels.indexOf(label); }));
      return function (doc) { return wanted.has(column.values[doc]); };
    }
    if (filter.from || filter.to) {
      var date = facets.date, low = filter.from ? dayNumber(filter.from) - date.first + 1 : 1;
      var high = filter.to ? dayNumber(filter.to) - date.first + 1 : Infinity;
      tests.date = function (doc) { return date.values[doc] >= Math.max(low, 1) && date.values[doc] <= high; };
    }
    ['origin', 'classification'].forEach(function (name) {
      if (filter[name] && filter[name].length) tests[name] = among(name, facets[name]);
    });
    if (filter.tags && filter.tags.length) {
      var tags = facets.tags, wanted = [].concat(filter.tags).map(function (label) { return tags.labels.indexOf(label); });
      tests.tags = function (doc) {
        return wanted.every(function (tag) {
          for (var i = tags.starts[doc]; i < tags.starts[doc + 1]; i++) if (tags.values[i] === tag) return true;
          return false;
        });
      };
    }
    return tests;
  }

  /** Month of each day of the date column: `months[value]` is an index into `names`. */
  function monthsOf(date) {
    var last = 0, names = [], months;
    for (var i = 0; i < date.values.length; i++) if (date.values[i] > last) last = date.values[i];
    months = new Int32Array(last + 1).fill(-1);
    for (var value = 1; value <= last; value++) {
      var name = new Date((date.first + value - 1) * DAY).toISOString().slice(0, 7);
      if (names[names.length - 1] !== name) names.push(name);
      months[value] = names.length - 1;
    }
    return {names: names, months: months};
  }

  /** Made once for a column. */
  function calendarOf(date) {
    date.calendar = date.calendar || monthsOf(date);
    return date.calendar;
  }

  function named(labels, counts) {
    var found = {};
    for (var i = 0; i < labels.length; i++) if (counts[i]) found[labels[i]] = counts[i];
    return found;
  }

  /**
   * @param {{docs: Uint32Array, scores: Float64Array}} matches
   * @param {Object} facets  all columns
   * @param {{from: string=, to: string=, origin: string[]=, classification: string[]=, tags: string[]=}} filter
   *     days as YYYY-MM-DD, inclusive; any of the origins and classifications, all of the tags
   * @param {{sort: string=, offset: number=, limit: number=}} options  sort: relevance, newest or oldest
   * @returns {{total: number, docs: number[], counts: {origin: Object, classification: Object, tags: Object,
   *     year: Object, month: Object}}}  `docs`: one page. A facet is counted over what passes all *other* filters,
   *     tags over what passes all filters.
   */
  function filter(matches, facets, filter, options) {
    var tests = makeTests(facets, filter), names = Object.keys(tests), calendar = calendarOf(facets.date);
    var counts = {
      origin: new Uint32Array(facets.origin.labels.length), classification: new Uint32Array(facets.classification.labels.length),
      tags: new Uint32Array(facets.tags.labels.length), date: new Uint32Array(calendar.names.length)
    };
    var kept = [], docs = matches.docs, checks = names.map(function (name) { return tests[name]; });
    var origins = facets.origin.values, classes = facets.classification.values, days = facets.date.values, tags = facets.tags;
    for (var i = 0; i < docs.length; i++) {
      var doc = docs[i], failures = 0, failed = '';
      for (var c = 0; c < checks.length && failures < 2; c++) {
        if (checks[c](doc)) continue;
        failures++;
        failed = names[c];
      }
      if (failures > 1) continue;
      if (!failures || failed === 'origin') counts.origin[origins[doc]]++;
      if (!failures || failed === 'classification') counts.classification[classes[doc]]++;
      if ((!failures || failed === 'date') && days[doc]) counts.date[calendar.months[days[doc]]]++;
      if (failures) continue;
      for (var t = tags.starts[doc]; t < tags.starts[doc + 1]; t++) counts.tags[tags.values[t]]++;
      kept.push(i);
    }
    var years = {}, months = named(calendar.names, counts.date);
    Object.keys(months).forEach(function (month) { years[month.slice(0, 4)] = (years[month.slice(0, 4)] || 0) + months[month]; });
    return {
      total: kept.length,
      docs: page(matches, facets, kept, options).map(function (i) { return docs[i]; }),
      counts: {
        origin: named(facets.origin.labels, counts.origin), classification: named(facets.classification.labels, counts.classification),
        tags: named(facets.tags.labels, counts.tags), year: years, month: months
      }
    };
  }

  /** Places of one page of the kept matches. Documents without a date come last in either order. */
  function page(matches, facets, kept, options) {
    var offset = options.offset || 0, end = offset + (options.limit || 10), keys = matches.scores;
    if (options.sort === 'newest' || options.sort === 'oldest') {
      keys = Float64Array.from(matches.docs, function (doc) {
        var value = facets.date.values[doc];
        return options.sort === 'newest' || !value ? value || -Infinity : -value;
      });
    }
    return best(keys, end, kept).slice(offset);
  }

  search.facets = {readColumn: readColumn, filter: filter, best: best};
})(self);
