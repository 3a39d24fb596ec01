/**
 * Decoding and scoring over typed arrays. Everything is inside one function that refers to nothing outside
 * it, so that its own text can be the source of a Blob worker: in `file://` a worker cannot load files.
 */
Cablepress.search.makeCore = function makeCore() {
  'use strict';

  const LAST = 60, BASE = 32, DENSE = 3, K1 = 1.2, B = 0.75;
  const DIGITS = new Uint8Array(128);
  for (let i = 0; i < 92; i++) DIGITS[i === 57 ? 33 : 35 + i] = i;

  /** Reads numbers one after the other from printable text; the format is described in codec.py. */
  class Reader {
    /** @param {string} text @param {number} [place] */
    constructor(text, place = 0) {
      this.text = text;
      this.place = place;
      /** Bits left in `digit`, the last one taken from the text, by `rice`. */
      this.digit = 0;
      this.left = 0;
    }

    next() {
      let digit = DIGITS[this.text.charCodeAt(this.place++)];
      if (digit < LAST) return digit;
      let value = 0, weight = 1;
      while (digit >= LAST) {
        value += digit * weight;
        weight *= BASE;
        digit = DIGITS[this.text.charCodeAt(this.place++)];
      }
      return value + digit * weight;
    }

    more() {
      return this.place < this.text.length;
    }

    /** Read one Rice coded number. @param {number} k */
    rice(k) {
      let value = 0;
      for (;;) {
        if (!this.left) {
          this.digit = DIGITS[this.text.charCodeAt(this.place++)];
          this.left = 6;
        }
        if (!(this.digit >> --this.left & 1)) break;
        value++;
      }
      while (k > 0) {
        if (!this.left) {
          this.digit = DIGITS[this.text.charCodeAt(this.place++)];
          this.left = 6;
        }
        const take = k < this.left ? k : this.left;
        this.left -= take;
        k -= take;
        value = value << take | this.digit >> this.left & (1 << take) - 1;
      }
      return value;
    }
  }

  /** All numbers of a text. @param {string} text */
  function readAll(text) {
    const reader = new Reader(text), values = [];
    while (reader.more()) values.push(reader.next());
    return Uint32Array.from(values);
  }

  /** Words from front coding. @param {string} text */
  function readWords(text) {
    const words = text ? text.split(' ') : [];
    let previous = '';
    for (let i = 0; i < words.length; i++) {
      previous = words[i] = previous.slice(0, DIGITS[words[i].charCodeAt(0)]) + words[i].slice(1);
    }
    return words;
  }

  /** Lengths of all bodies from (step, count) pairs. @param {string} text @param {number} documents */
  function readLengths(text, documents) {
    const lengths = new Uint32Array(documents), reader = new Reader(text);
    let length = 0, doc = 0;
    while (reader.more()) {
      length += reader.next();
      const end = doc + reader.next();
      lengths.fill(length, doc, end);
      doc = end;
    }
    return lengths;
  }

  /** The Rice parameter for numbers whose mean, rounded down, is `mean`. @param {number} mean */
  function parameter(mean) {
    return mean ? 31 - Math.clz32(mean) : 0;
  }

  /** Read one list of postings. @param {Reader} reader @param {number} field @param {Search.Context} context @returns {Search.Posting} */
  function readList(reader, field, context) {
    const size = reader.next(), docs = new Uint32Array(size), codes = new Uint32Array(size);
    if (DENSE * size >= context.documents) {
      for (let doc = 0, n = 0; n < size; doc++) {
        const code = reader.next();
        if (!code) continue;
        docs[n] = doc;
        codes[n++] = code;
      }
      return {field, docs, codes};
    }
    const head = reader.next(), odds = head >>> 3;
    const body = context.fields[field].pairs ? 0 : context.fields[field].total;
    let k = parameter(context.documents / size | 0);
    reader.left = 0;
    for (let n = 0, doc = -1; n < size; n++) {
      // The longer documents are, the likelier is a word in them: the gaps get smaller.
      if (body) k = parameter(Math.floor(body / (size * (context.lengths[doc < 0 ? 0 : doc] || 1))));
      docs[n] = doc += reader.rice(k) + 1;
    }
    codes.fill(1);
    k = parameter((size - odds) / (odds || 1) | 0);
    const places = new Uint32Array(odds);
    for (let n = 0, place = -1; n < odds; n++) places[n] = place += reader.rice(k) + 1;
    for (let n = 0; n < odds; n++) codes[places[n]] = reader.rice(head & 7) + 2;
    return {field, docs, codes};
  }

  /** Read the term at `place` of a shard's numbers. @param {string} numbers @param {number} place @param {Search.Context} context @returns {Search.Term} */
  function readTerm(numbers, place, context) {
    const reader = new Reader(numbers, place), position = reader.next(), mask = reader.next();
    /** @type {Search.Posting[]} */
    const lists = [];
    let count = 0, first = Infinity;
    for (let field = 0; field < context.fields.length; field++) {
      if (!(mask >> field & 1)) continue;
      const list = readList(reader, field, context);
      lists.push(list);
      count += list.docs.length;
      first = Math.min(first, list.docs[0]);
    }
    return {first: [first, position], count, lists};
  }

  /** Where each term of a shard begins, and at last where the last one ends. @param {string} numbers @param {Search.Context} context */
  function placesOf(numbers, context) {
    const reader = new Reader(numbers), places = [0];
    while (reader.more()) {
      reader.next();
      const mask = reader.next();
      for (let field = 0; field < context.fields.length; field++) {
        if (mask >> field & 1) readList(reader, field, context);
      }
      places.push(reader.place);
    }
    return places;
  }

  /**
   * The scores that lunr's builder would have stored for a list, as a function of the place in the list: BM25,
   * rounded to thousandths.
   * @param {Search.Posting} list @param {Search.Term} term @param {Search.Context} context
   * @returns {(place: number) => number}
   */
  function scorer(list, term, context) {
    const field = context.fields[list.field], average = field.total / context.documents, pairs = field.pairs;
    const idf = Math.log(1 + Math.abs((context.documents - term.count + 0.5) / (term.count + 0.5)));
    return (i) => {
      const code = list.codes[i];
      const length = pairs ? pairs[2 * code - 2] : context.lengths[list.docs[i]], tf = pairs ? pairs[2 * code - 1] : code;
      // In the order of operations of lunr's builder, so that every bit is the same.
      let score = idf * ((K1 + 1) * tf) / (K1 * (1 - B + B * (length / average)) + tf);
      score *= field.boost;
      return Math.round(score * 1000) / 1000;
    };
  }

  /**
   * Places in a list of the documents in ascending `docs`, or all places without it.
   * @param {Search.Posting} list @param {Uint32Array | null} docs
   */
  function placesIn(list, docs) {
    if (!docs) return Array.from(list.docs, (_, i) => i);
    const places = [];
    let low = 0;
    for (const doc of docs) {
      let high = list.docs.length;
      while (low < high) {
        const middle = low + high >> 1;
        if (list.docs[middle] < doc) low = middle + 1;
        else high = middle;
      }
      if (list.docs[low] === doc) places.push(low);
    }
    return places;
  }

  /** Numbers of the terms in lunr's order of first appearance. @param {Search.Term[]} terms @returns {number[]} */
  function lunrOrder(terms) {
    return terms.map((_, i) => i).sort((a, b) => terms[a].first[0] - terms[b].first[0] || terms[a].first[1] - terms[b].first[1]);
  }

  /** Every document, or all but the prohibited. @param {Uint8Array | null} prohibited @param {number} documents @returns {Search.Matches} */
  function allBut(prohibited, documents) {
    const docs = new Uint32Array(documents);
    let n = 0;
    for (let doc = 0; doc < documents; doc++) if (!prohibited || !prohibited[doc]) docs[n++] = doc;
    return {docs: docs.slice(0, n), scores: new Float64Array(n)};
  }

  /** @param {Uint8Array} bits @param {Search.PlanClause} clause @param {Search.Term[]} terms */
  function markClause(bits, clause, terms) {
    for (const t of clause.words.flat()) {
      for (const list of terms[t].lists) {
        if (!clause.fields.includes(list.field)) continue;
        for (let i = 0; i < list.docs.length; i++) bits[list.docs[i]] = 1;
      }
    }
  }

  /**
   * Documents that required and prohibited clauses leave. As lunr.Index.query has it: a required clause one
   * of whose words expands to nothing matches nothing.
   * @param {Search.PlanClause[]} clauses @param {Search.Term[]} terms @param {number} documents
   */
  function restrictions(clauses, terms, documents) {
    /** @type {Uint8Array | null} */
    let prohibited = null;
    /** @type {Uint8Array | null} */
    let required = null;
    for (const clause of clauses) {
      if (clause.presence === 3) {
        prohibited = prohibited || new Uint8Array(documents);
        markClause(prohibited, clause, terms);
      } else if (clause.presence === 2) {
        const bits = new Uint8Array(documents);
        if (clause.words.every((word) => word.length)) markClause(bits, clause, terms);
        if (required) for (let i = 0; i < documents; i++) required[i] &= bits[i];
        else required = bits;
      }
    }
    return {required, prohibited};
  }

  /**
   * Query vectors: weights[field][term], added up in the order of the clauses. A required clause is read
   * up to the first of its words that expands to nothing, as lunr reads it.
   * @param {Search.PlanClause[]} clauses @param {Search.Context} context @param {(term: number, field: number) => void} visit
   */
  function queryWeights(clauses, context, visit) {
    /** @type {Map<number, number>[]} */
    const weights = context.fields.map(() => new Map());
    for (const clause of clauses) {
      if (clause.presence === 3) continue;
      for (const word of clause.words) {
        if (!word.length && clause.presence === 2) break;
        for (const t of word) {
          for (const field of clause.fields) {
            const known = weights[field].get(t);
            weights[field].set(t, known === undefined ? clause.boost : known + clause.boost);
            if (known === undefined) visit(t, field);
          }
        }
      }
    }
    return weights;
  }

  /**
   * Score all documents as lunr.Index.query does, bit for bit.
   * @param {Search.PlanClause[]} clauses @param {Search.Term[]} terms @param {Search.Context} context
   * @returns {Search.Matches}  in lunr's order before it sorts by score
   */
  function score(clauses, terms, context) {
    const limits = restrictions(clauses, terms, context.documents);
    if (clauses.every((clause) => clause.presence === 3)) return allBut(limits.prohibited, context.documents);
    /** @type {[number, number][]} */
    const visits = [];
    const weights = queryWeights(clauses, context, (t, field) => visits.push([t, field]));
    const order = lunrOrder(terms);
    /** @type {Float64Array[]} */
    const dots = [];
    /** @type {number[]} */
    const magnitudes = [];
    weights.forEach((weight, field) => {
      if (!weight.size) return;
      const dot = dots[field] = new Float64Array(context.documents);
      let sum = 0;
      for (const t of order) {
        const w = weight.get(t);
        if (w === undefined) continue;
        sum += w * w;
        for (const list of terms[t].lists) {
          if (list.field !== field) continue;
          const scoreAt = scorer(list, terms[t], context);
          for (let i = 0; i < list.docs.length; i++) dot[list.docs[i]] += w * scoreAt(i);
        }
      }
      magnitudes[field] = Math.sqrt(sum);
    });
    return collect(visits, terms, dots, magnitudes, limits, context.documents);
  }

  /**
   * Add the fields of each document up in the order in which lunr meets them.
   * @param {[number, number][]} visits @param {Search.Term[]} terms @param {Float64Array[]} dots @param {number[]} magnitudes
   * @param {ReturnType<typeof restrictions>} limits @param {number} documents
   * @returns {Search.Matches}
   */
  function collect(visits, terms, dots, magnitudes, limits, documents) {
    const met = new Uint8Array(documents), totals = new Float64Array(documents), found = new Uint32Array(documents);
    let n = 0;
    for (const [t, field] of visits) {
      const bit = 1 << field, dot = dots[field], magnitude = magnitudes[field];
      for (const list of terms[t].lists) {
        if (list.field !== field) continue;
        for (let i = 0; i < list.docs.length; i++) {
          const doc = list.docs[i];
          if (met[doc] & bit) continue;
          if (limits.required && !limits.required[doc] || limits.prohibited && limits.prohibited[doc]) continue;
          if (!met[doc]) found[n++] = doc;
          met[doc] |= bit;
          totals[doc] += dot[doc] / magnitude || 0;
        }
      }
    }
    const docs = found.slice(0, n), scores = new Float64Array(n);
    for (let i = 0; i < n; i++) scores[i] = totals[docs[i]];
    return {docs, scores};
  }

  return {readAll, readWords, readLengths, readTerm, placesOf, scorer, placesIn, lunrOrder, score};
};

Cablepress.search.core = Cablepress.search.makeCore();
