/**
 * Decoding and scoring over typed arrays. Everything is inside one function that refers to nothing outside
 * it, so that its own text can be the source of a Blob worker: in `file://` a worker cannot load files.
 */
(function (root) {
  'use strict';

  var Cablepress = root.Cablepress = root.Cablepress || {};
  var search = Cablepress.search = Cablepress.search || {};

  /**
   * @typedef {Object} Context  what all postings share
   * @property {number} documents
   * @property {{name: string, boost: number, total: number, pairs: ?Uint32Array}[]} fields
   *     `pairs` holds (length, count) for each code of a short field; null for the body
   * @property {Uint32Array} lengths  of the bodies
   *
   * @typedef {Object} Posting  one field of one term
   * @property {number} field
   * @property {Uint32Array} docs  ascending
   * @property {Uint32Array} codes
   *
   * @typedef {Object} Term
   * @property {number[]} first  document and place where it appears first; lunr numbers terms in this order
   * @property {number} count  postings in all fields
   * @property {Posting[]} lists
   */
  function makeCore() {
    var LAST = 60, BASE = 32, DENSE = 3, K1 = 1.2, B = 0.75;
    var DIGITS = new Uint8Array(128);
    for (var i = 0; i < 92; i++) DIGITS[i === 57 ? 33 : 35 + i] = i;

    /** Reads numbers one after the other from printable text; the format is described in codec.py. */
    function Reader(text, place) {
      this.text = text;
      this.place = place || 0;
    }

    Reader.prototype.next = function () {
      var digit = DIGITS[this.text.charCodeAt(this.place++)];
      if (digit < LAST) return digit;
      var value = 0, weight = 1;
      while (digit >= LAST) {
        value += digit * weight;
        weight *= BASE;
        digit = DIGITS[this.text.charCodeAt(this.place++)];
      }
      return value + digit * weight;
    };

    Reader.prototype.more = function () {
      return this.place < this.text.length;
    };

    /** All numbers of a text. */
    function readAll(text) {
      var reader = new Reader(text), values = [];
      while (reader.more()) values.push(reader.next());
      return Uint32Array.from(values);
    }

    /** Words from front coding. */
    function readWords(text) {
      var previous = '', words = text ? text.split(' ') : [];
      for (var i = 0; i < words.length; i++) {
        previous = words[i] = previous.slice(0, DIGITS[words[i].charCodeAt(0)]) + words[i].slice(1);
      }
      return words;
    }

    /** Lengths of all bodies from (step, count) pairs. */
    function readLengths(text, documents) {
      var lengths = new Uint32Array(documents), reader = new Reader(text), length = 0, doc = 0;
      while (reader.more()) {
        length += reader.next();
        var end = doc + reader.next();
        lengths.fill(length, doc, end);
        doc = end;
      }
      return lengths;
    }

    /** Bits left in `digit`, the last one taken from the text, by `rice`. */
    var digit = 0, left = 0;

    /** Read one Rice coded number. */
    function rice(reader, k) {
      var value = 0;
      for (;;) {
        if (!left) {
          digit = DIGITS[reader.text.charCodeAt(reader.place++)];
          left = 6;
        }
        if (!(digit >> --left & 1)) break;
        value++;
      }
      while (k > 0) {
        if (!left) {
          digit = DIGITS[reader.text.charCodeAt(reader.place++)];
          left = 6;
        }
        var take = k < left ? k : left;
        left -= take;
        k -= take;
        value = value << take | digit >> left & (1 << take) - 1;
      }
      return value;
    }

    /** The Rice parameter for numbers whose mean, rounded down, is `mean`. */
    function parameter(mean) {
      return mean ? 31 - Math.clz32(mean) : 0;
    }

    /** Read one list of postings. @returns {Posting} */
    function readList(reader, field, context) {
      var size = reader.next(), docs = new Uint32Array(size), codes = new Uint32Array(size), n = 0, doc;
      if (DENSE * size >= context.documents) {
        for (doc = 0; n < size; doc++) {
          var code = reader.next();
          if (!code) continue;
          docs[n] = doc;
          codes[n++] = code;
        }
        return {field: field, docs: docs, codes: codes};
      }
      var head = reader.next(), odds = head >>> 3, k = parameter(context.documents / size | 0);
      var body = context.fields[field].pairs ? 0 : context.fields[field].total;
      left = 0;
      for (doc = -1; n < size; n++) {
        // The longer documents are, the likelier is a word in them: the gaps get smaller.
        if (body) k = parameter(Math.floor(body / (size * (context.lengths[doc < 0 ? 0 : doc] || 1))));
        docs[n] = doc += rice(reader, k) + 1;
      }
      codes.fill(1);
      k = parameter((size - odds) / (odds || 1) | 0);
      var places = new Uint32Array(odds), place = -1;
      for (n = 0; n < odds; n++) places[n] = place += rice(reader, k) + 1;
      for (n = 0; n < odds; n++) codes[places[n]] = rice(reader, head & 7) + 2;
      return {field: field, docs: docs, codes: codes};
    }

    /** Read the term at `place` of a shard's numbers. @returns {Term} */
    function readTerm(numbers, place, context) {
      var reader = new Reader(numbers, place), position = reader.next(), mask = reader.next();
      var lists = [], count = 0, first = Infinity;
      for (var field = 0; field < context.fields.length; field++) {
        if (!(mask >> field & 1)) continue;
        var list = readList(reader, field, context);
        lists.push(list);
        count += list.docs.length;
        first = Math.min(first, list.docs[0]);
      }
      return {first: [first, position], count: count, lists: lists};
    }

    /** Where each term of a shard begins, and at last where the last one ends. */
    function placesOf(numbers, context) {
      var reader = new Reader(numbers), places = [0];
      while (reader.more()) {
        reader.next();
        var mask = reader.next();
        for (var field = 0; field < context.fields.length; field++) {
          if (mask >> field & 1) readList(reader, field, context);
        }
        places.push(reader.place);
      }
      return places;
    }

    /** The scores that lunr's builder would have stored for a list, as a function of the place in the list:
     *  BM25, rounded to thousandths. */
    function scorer(list, term, context) {
      var field = context.fields[list.field], average = field.total / context.documents, pairs = field.pairs;
      var idf = Math.log(1 + Math.abs((context.documents - term.count + 0.5) / (term.count + 0.5)));
      return function (i) {
        var code = list.codes[i], length = pairs ? pairs[2 * code - 2] : context.lengths[list.docs[i]], tf = pairs ? pairs[2 * code - 1] : code;
        // In the order of operations of lunr's builder, so that every bit is the same.
        var score = idf * ((K1 + 1) * tf) / (K1 * (1 - B + B * (length / average)) + tf);
        score *= field.boost;
        return Math.round(score * 1000) / 1000;
      };
    }

    /** Places in a list of the documents in ascending `docs`, or all places without it. */
    function placesIn(list, docs) {
      var places = [], low = 0, i;
      if (!docs) {
        for (i = 0; i < list.docs.length; i++) places.push(i);
        return places;
      }
      for (i = 0; i < docs.length; i++) {
        var high = list.docs.length;
        while (low < high) {
          var middle = low + high >> 1;
          if (list.docs[middle] < docs[i]) low = middle + 1;
          else high = middle;
        }
        if (list.docs[low] === docs[i]) places.push(low);
      }
      return places;
    }

    /** Numbers of the terms in lunr's order of first appearance. @param {Term[]} terms @returns {number[]} */
    function lunrOrder(terms) {
      return terms.map(function (_, i) { return i; }).sort(function (a, b) {
        return terms[a].first[0] - terms[b].first[0] || terms[a].first[1] - terms[b].first[1];
      });
    }

    /** Every document, or all but the prohibited. */
    function allBut(prohibited, documents) {
      var docs = new Uint32Array(documents), n = 0;
      for (var doc = 0; doc < documents; doc++) if (!prohibited || !prohibited[doc]) docs[n++] = doc;
      return {docs: docs.slice(0, n), scores: new Float64Array(n)};
    }

    function mark(bits, lists, fields) {
      lists.forEach(function (list) {
        if (fields.indexOf(list.field) < 0) return;
        for (var i = 0; i < list.docs.length; i++) bits[list.docs[i]] = 1;
      });
    }

    /** Documents that required and prohibited clauses leave. As lunr.Index.query has it: a required clause one
     *  of whose words expands to nothing matches nothing. */
    function restrictions(clauses, terms, documents) {
      var prohibited = null, required = null;
      clauses.forEach(function (clause) {
        if (clause.presence === 3) {
          prohibited = prohibited || new Uint8Array(documents);
          clause.words.forEach(function (word) {
            word.forEach(function (t) { mark(prohibited, terms[t].lists, clause.fields); });
          });
        } else if (clause.presence === 2) {
          var bits = new Uint8Array(documents);
          if (clause.words.every(function (word) { return word.length; })) {
            clause.words.forEach(function (word) {
              word.forEach(function (t) { mark(bits, terms[t].lists, clause.fields); });
            });
          }
          if (required) for (var i = 0; i < documents; i++) required[i] &= bits[i];
          else required = bits;
        }
      });
      return {required: required, prohibited: prohibited};
    }

    /** Query vectors: weights[field][term], added up in the order of the clauses. A required clause is read
     *  up to the first of its words that expands to nothing, as lunr reads it. */
    function queryWeights(clauses, context, visit) {
      var weights = context.fields.map(function () { return new Map(); });
      clauses.forEach(function (clause) {
        if (clause.presence === 3) return;
        for (var w = 0; w < clause.words.length; w++) {
          var word = clause.words[w];
          if (!word.length && clause.presence === 2) break;
          word.forEach(function (t) {
            clause.fields.forEach(function (field) {
              var known = weights[field].get(t);
              weights[field].set(t, known === undefined ? clause.boost : known + clause.boost);
              if (known === undefined) visit(t, field);
            });
          });
        }
      });
      return weights;
    }

    /**
     * Score all documents as lunr.Index.query does, bit for bit.
     * @param {{presence: number, boost: number, fields: number[], words: number[][]}[]} clauses
     *     `words` holds for each word of the clause the numbers of the terms it expands to, in lunr's order
     * @param {Term[]} terms
     * @param {Context} context
     * @returns {{docs: Uint32Array, scores: Float64Array}}  in lunr's order before it sorts by score
     */
    function score(clauses, terms, context) {
      var limits = restrictions(clauses, terms, context.documents);
      if (clauses.every(function (clause) { return clause.presence === 3; })) {
        return allBut(limits.prohibited, context.documents);
      }
      var visits = [];
      var weights = queryWeights(clauses, context, function (t, field) { visits.push([t, field]); });
      var order = lunrOrder(terms), dots = [], magnitudes = [];
      weights.forEach(function (weight, field) {
        if (!weight.size) return;
        var dot = dots[field] = new Float64Array(context.documents), sum = 0;
        order.forEach(function (t) {
          if (!weight.has(t)) return;
          var w = weight.get(t);
          sum += w * w;
          terms[t].lists.forEach(function (list) {
            if (list.field !== field) return;
            var score = scorer(list, terms[t], context);
            for (var i = 0; i < list.docs.length; i++) dot[list.docs[i]] += w * score(i);
          });
        });
        magnitudes[field] = Math.sqrt(sum);
      });
      return collect(visits, terms, dots, magnitudes, limits, context.documents);
    }

    /** Add the fields of each document up in the order in which lunr meets them. */
    function collect(visits, terms, dots, magnitudes, limits, documents) {
      var met = new Uint8Array(documents), totals = new Float64Array(documents), found = new Uint32Array(documents), n = 0;
      visits.forEach(function (visit) {
        var field = visit[1], bit = 1 << field, dot = dots[field], magnitude = magnitudes[field];
        terms[visit[0]].lists.forEach(function (list) {
          if (list.field !== field) return;
          for (var i = 0; i < list.docs.length; i++) {
            var doc = list.docs[i];
            if (met[doc] & bit) continue;
            if (limits.required && !limits.required[doc] || limits.prohibited && limits.prohibited[doc]) continue;
            if (!met[doc]) found[n++] = doc;
            met[doc] |= bit;
            totals[doc] += dot[doc] / magnitude || 0;
          }
        });
      });
      var docs = found.slice(0, n), scores = new Float64Array(n);
      for (var i = 0; i < n; i++) scores[i] = totals[docs[i]];
      return {docs: docs, scores: scores};
    }

    return {
      readAll: readAll, readWords: readWords, readLengths: readLengths, readTerm: readTerm, placesOf: placesOf,
      scorer: scorer, placesIn: placesIn, lunrOrder: lunrOrder, score: score
    };
  }

  search.makeCore = makeCore;
  search.core = makeCore();
})(self);
