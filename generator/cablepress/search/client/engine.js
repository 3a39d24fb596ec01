/**
 * The query engine: lunr's own query over an index that is cut by term. No DOM here; files come through a loader.
 *
 *     Cablepress.search.open({base: 'search/'}).then(function (engine) {
 *       return engine.query('+nuclear tags:PARM kyrgyz~1', {limit: 10});
 *     })
 *
 * docs/search.md describes the calls and the files.
 */
(function (root) {
  'use strict';

  var lunr = root.lunr, Cablepress = root.Cablepress, search = Cablepress.search, core = search.core;
  /** The version of the index that this program reads; settings.py names the same. */
  var FORMAT = 1;
  /** Above so many documents, typed arrays choose the best and lunr sees only those. */
  var WHOLE_BELOW = 5000;
  var EMPTY = Object.freeze({});

  /**
   * Open the index.
   * @param {Object} options
   * @param {string} [options.base]  URL of the folder `search/`, with `/` at its end
   * @param {function(string, boolean=): Promise<Array>} [options.load]  loader, if not script elements
   * @param {number} [options.wholeBelow]  documents up to which lunr gets all postings of a query
   * @param {boolean} [options.worker]  false to score on this thread
   * @returns {Promise<Engine>}  rejects with a SearchError: "load" or "version"
   */
  search.open = function (options) {
    var load = options.load || search.scriptLoader(options.base || 'search/');
    return load('manifest', options.fresh).then(function (values) {
      var manifest = values[0];
      if (!manifest || manifest.format !== FORMAT) {
        throw new search.SearchError('version', 'This search index is of version ' + (manifest && manifest.format) +
          ', and the search program of version ' + FORMAT + '. Reload the page; if that does not help, the site must be built again.');
      }
      return new Engine(manifest, load, options);
    });
  };

  function Engine(manifest, load, options) {
    var engine = this, read = search.once(function (name) { return load(manifest.folder + '/' + name); });
    function words(name) {
      return read(name).then(function (values) { return core.readWords(values[0]); });
    }
    this.manifest = manifest;
    /** Number of documents in the index. */
    this.size = manifest.documents;
    /** Names of the fields that a query can name. */
    this.fields = manifest.fields.map(function (field) { return field.name; });
    this.options = options;
    this.read = read;
    this.context = {
      documents: manifest.documents,
      fields: manifest.fields.map(function (field) {
        return {name: field.name, boost: field.boost, total: field.total, pairs: field.pairs === undefined ? null : core.readAll(field.pairs)};
      }),
      lengths: core.readLengths(manifest.lengths, manifest.documents)
    };
    this.shard = search.once(function (number) {
      return read('s' + number).then(function (values) {
        return {words: core.readWords(values[0]), numbers: values[1], places: core.placesOf(values[1], engine.context)};
      });
    });
    this.vocabulary = new search.vocabulary.Vocabulary(
      new search.vocabulary.Ranges(core.readWords(manifest.shards), function (i) {
        return engine.shard(i).then(function (shard) { return shard.words; });
      }),
      new search.vocabulary.Ranges(core.readWords(manifest.words), function (i) { return words('v' + i); }),
      new search.vocabulary.Ranges(core.readWords(manifest.reversed), function (i) { return words('r' + i); })
    );
    this.columns = search.once(function (name) {
      return read('f-' + name).then(function (values) { return search.facets.readColumn(name, values); });
    });
    this.scorer = options.worker === false ? search.scoreHere(this.context) : search.scoreInWorker(this.context);
  }

  /** The numbers of one term, as text, or null if the index does not have it. @returns {Promise<?string>} */
  Engine.prototype.locate = function (term) {
    var ranges = this.vocabulary.shards;
    if (!ranges.firsts.length || !(term >= ranges.firsts[0])) return Promise.resolve(null);
    return this.shard(search.vocabulary.lastNotAfter(ranges.firsts, term)).then(function (shard) {
      var i = search.vocabulary.lastNotAfter(shard.words, term);
      return shard.words[i] === term ? shard.numbers.slice(shard.places[i], shard.places[i + 1]) : null;
    });
  };

  /** Read a query as lunr does. Throws lunr.QueryParseError. */
  Engine.prototype.parse = function (text) {
    var query = new lunr.Query(this.fields);
    new lunr.QueryParser(text, query).parse();
    return query.clauses;
  };

  /**
   * Find the terms of a query and load their postings.
   * @returns {Promise<{clauses: Object[], terms: string[], numbers: string[]}>}  `clauses` for core.score
   */
  Engine.prototype.plan = function (text) {
    var engine = this, terms = [], known = new Map(), pipeline = search.analysis.searchPipeline();
    function has(term) {
      return engine.locate(term).then(function (found) { return found === null ? [] : [term]; });
    }
    function number(term) {
      if (!known.has(term)) known.set(term, terms.push(term) - 1);
      return known.get(term);
    }
    var clauses = this.parse(text).map(function (clause) {
      var words = clause.usePipeline ? pipeline.runString(clause.term) : [clause.term];
      return Promise.all(words.map(function (word) {
        return engine.vocabulary.expand(Object.assign({}, clause, {term: word}), has);
      })).then(function (expanded) {
        return {
          presence: clause.presence,
          boost: clause.boost,
          fields: clause.fields.map(function (name) { return engine.fields.indexOf(name); }),
          words: expanded
        };
      });
    });
    return Promise.all(clauses).then(function (clauses) {
      clauses.forEach(function (clause) {
        clause.words = clause.words.map(function (word) { return word.map(number); });
      });
      engine.checkFiles(terms);
      return Promise.all(terms.map(function (term) { return engine.locate(term); })).then(function (numbers) {
        return {clauses: clauses, terms: terms, numbers: numbers};
      });
    });
  };

  /** Refuse a query whose terms are scattered over too many files. */
  Engine.prototype.checkFiles = function (terms) {
    var firsts = this.vocabulary.shards.firsts, files = new Set();
    terms.forEach(function (term) { files.add(search.vocabulary.lastNotAfter(firsts, term)); });
    if (files.size > search.vocabulary.MAX_FILES) {
      throw new search.SearchError('broad', 'This query stands for ' + terms.length + ' words; make it more precise.');
    }
  };

  /**
   * Search.
   * @param {string} text  a query in lunr's syntax
   * @param {{limit: number=}} [options]  how many results to return, best first (100)
   * @returns {Promise<{total: number, results: {ref: string, score: number, matchData: Object}[],
   *     matches: {docs: Uint32Array, scores: Float64Array}, terms: string[], error: ?Object}>}
   *     `matches`: every matching document, for `filter`; `terms`: the terms to highlight;
   *     `error`: what lunr says of a query that it cannot read. Rejects with a SearchError.
   */
  Engine.prototype.query = function (text, options) {
    var engine = this, limit = options && options.limit || 100;
    return new Promise(function (resolve) { resolve(engine.plan(text)); }).then(function (plan) {
      return engine.answer(text, plan, limit);
    }).catch(function (error) {
      if (!(error instanceof lunr.QueryParseError)) throw error;
      return {
        total: 0, results: [], terms: [],
        matches: {docs: new Uint32Array(0), scores: new Float64Array(0)},
        error: {name: error.name, message: error.message, start: error.start, end: error.end}
      };
    });
  };

  Engine.prototype.answer = function (text, plan, limit) {
    var engine = this, wholeBelow = this.options.wholeBelow === undefined ? WHOLE_BELOW : this.options.wholeBelow;
    if (this.size <= wholeBelow) {
      var results = this.lunrIndex(plan, null).search(text);
      return {
        total: results.length, results: results.slice(0, limit), terms: wanted(plan),
        matches: {
          docs: Uint32Array.from(results, function (result) { return Number(result.ref); }),
          scores: Float64Array.from(results, function (result) { return result.score; })
        }
      };
    }
    return this.scorer(plan).then(function (matches) {
      var best = search.facets.best(matches.scores, limit);
      var chosen = Uint32Array.from(best, function (i) { return matches.docs[i]; }).sort();
      return {
        total: matches.docs.length, results: engine.lunrIndex(plan, chosen).search(text), terms: wanted(plan), matches: matches
      };
    });
  };

  /** Terms of clauses that are not prohibited. */
  function wanted(plan) {
    var terms = new Set();
    plan.clauses.forEach(function (clause) {
      if (clause.presence !== lunr.Query.presence.PROHIBITED) {
        clause.words.forEach(function (word) { word.forEach(function (t) { terms.add(plan.terms[t]); }); });
      }
    });
    return Array.from(terms);
  }

  /** A lunr.Index of the terms of a query, over all documents or the ascending ones in `chosen`. */
  Engine.prototype.lunrIndex = function (plan, chosen) {
    var context = this.context, fields = this.fields, vectors = {}, inverted = Object.create(null);
    var terms = plan.numbers.map(function (numbers) { return core.readTerm(numbers, 0, context); });
    if (plan.clauses.every(function (clause) { return clause.presence === lunr.Query.presence.PROHIBITED; })) {
      // lunr then lists every document: it need only be there, in one field.
      for (var i = 0; i < (chosen || context.lengths).length; i++) vectors[fields[0] + '/' + (chosen ? chosen[i] : i)] = new lunr.Vector();
    }
    core.lunrOrder(terms).forEach(function (t, rank) {
      var posting = inverted[plan.terms[t]] = {_index: rank};
      fields.forEach(function (name) { posting[name] = {}; });
      terms[t].lists.forEach(function (list) {
        var name = fields[list.field], score = core.scorer(list, terms[t], context);
        core.placesIn(list, chosen).forEach(function (place) {
          var key = name + '/' + list.docs[place];
          posting[name][list.docs[place]] = EMPTY;
          (vectors[key] = vectors[key] || new lunr.Vector()).elements.push(rank, score(place));
        });
      });
    });
    return new lunr.Index({
      invertedIndex: inverted,
      fieldVectors: vectors,
      tokenSet: search.vocabulary.trie(plan.terms),
      fields: fields,
      pipeline: search.analysis.searchPipeline()
    });
  };

  /**
   * What lunr says of single documents of a query's matches: results as of `query`, for pages after the first.
   * @param {string} text @param {number[]} refs
   */
  Engine.prototype.explain = function (text, refs) {
    var engine = this, chosen = Uint32Array.from(refs, Number).sort();
    return new Promise(function (resolve) { resolve(engine.plan(text)); }).then(function (plan) {
      return engine.lunrIndex(plan, chosen).search(text);
    });
  };

  /**
   * Records of documents, in the order asked for.
   * @param {(number|string)[]} refs
   * @param {{excerpts: boolean=}} [options]  load excerpts too
   * @returns {Promise<{ref: number, id: string, url: string, subject: string, date: string, origin: string,
   *     classification: string, excerpt: string}[]>}  `url` is relative to the site's root
   */
  Engine.prototype.documents = function (refs, options) {
    var manifest = this.manifest, read = this.read;
    return Promise.all(refs.map(Number).map(function (ref) {
      var block = read('m' + Math.floor(ref / manifest.block));
      var excerpts = options && options.excerpts ? read('e' + Math.floor(ref / manifest.excerpts)) : Promise.resolve(null);
      return Promise.all([block, excerpts]).then(function (values) {
        var row = values[0][0][ref % manifest.block];
        return {
          ref: ref, id: row[0], subject: row[1], date: row[2], origin: row[3], classification: row[4],
          url: row.length > 5 ? row[5] : 'cable/' + row[2].slice(0, 4) + '/' + row[2].slice(5, 7) + '/' + row[0] + '.html',
          excerpt: values[1] ? values[1][0][ref % manifest.excerpts] : ''
        };
      });
    }));
  };

  /** The URL of the cable with this reference ID, or null. @param {string} id @returns {Promise<?string>} */
  Engine.prototype.lookupId = function (id) {
    var engine = this, field = this.fields.indexOf('ref'), terms = search.analysis.terms(id);
    if (field < 0 || !terms.length) return Promise.resolve(null);
    return this.locate(terms[0]).then(function (numbers) {
      var lists = numbers === null ? [] : core.readTerm(numbers, 0, engine.context).lists;
      var docs = lists.filter(function (list) { return list.field === field; }).map(function (list) { return Array.from(list.docs); })[0];
      return docs && docs.length <= 1000 ? engine.documents(docs) : [];
    }).then(function (documents) {
      var same = documents.filter(function (found) { return found.id.toUpperCase() === id.trim().toUpperCase(); });
      return same.length ? same[0].url : null;
    });
  };

  /**
   * Columns for filters. @param {string[]} [names]  of date, origin, classification, tags
   * @returns {Promise<Object>}  by name; see facets.js
   */
  Engine.prototype.facets = function (names) {
    names = names || ['date', 'origin', 'classification', 'tags'];
    return Promise.all(names.map(this.columns)).then(function (columns) {
      var found = {};
      names.forEach(function (name, i) { found[name] = columns[i]; });
      return found;
    });
  };

  /** Filter, count and sort all matches of a query; see search.facets.filter. */
  Engine.prototype.filter = function (matches, filter, options) {
    return this.facets().then(function (facets) {
      return search.facets.filter(matches, facets, filter || {}, options || {});
    });
  };
})(self);
