/**
 * The query engine: lunr's own query over an index that is cut by term. No DOM here; files come through a loader.
 *
 *     Cablepress.search.open({base: 'search/'}).then(function (engine) {
 *       return engine.query('+nuclear tags:PARM kyrgyz~1', {limit: 10});
 *     })
 *
 * docs/search.md describes the calls and the files.
 */
Cablepress.search.engine = (() => {
  'use strict';

  const {analysis, core, facets, loader, scoring, vocabulary, SearchError} = Cablepress.search;
  /** The version of the index that this program reads; settings.py names the same. */
  const FORMAT = 1;
  /** Above so many documents, typed arrays choose the best and lunr sees only those. */
  const WHOLE_BELOW = 5000;
  const EMPTY = Object.freeze({});

  /**
   * Open the index.
   * @param {Search.Options} options
   * @returns {Promise<Engine>}  rejects with a SearchError: "load" or "version"
   */
  async function open(options) {
    const load = options.load || loader.scriptLoader(options.base || 'search/');
    const [manifest] = await load('manifest', options.fresh);
    if (!manifest || manifest.format !== FORMAT) {
      throw new SearchError('version', 'This search index is of version ' + (manifest && manifest.format) +
        ', and the search program of version ' + FORMAT + '. Reload the page; if that does not help, the site must be built again.');
    }
    return new Engine(manifest, load, options);
  }

  /** @param {Search.Manifest} manifest @returns {Search.Context} */
  function contextOf(manifest) {
    return {
      documents: manifest.documents,
      fields: manifest.fields.map(({name, boost, total, pairs}) => ({name, boost, total, pairs: pairs === undefined ? null : core.readAll(pairs)})),
      lengths: core.readLengths(manifest.lengths, manifest.documents)
    };
  }

  /** Terms of clauses that are not prohibited. @param {Search.Plan} plan */
  function wanted(plan) {
    const clauses = plan.clauses.filter((clause) => clause.presence !== lunr.Query.presence.PROHIBITED);
    return Array.from(new Set(clauses.flatMap((clause) => clause.words.flat()).map((t) => plan.terms[t])));
  }

  class Engine {
    /** @param {Search.Manifest} manifest @param {Search.Load} load @param {Search.Options} options */
    constructor(manifest, load, options) {
      this.manifest = manifest;
      /** Number of documents in the index. */
      this.size = manifest.documents;
      /** Names of the fields that a query can name. */
      this.fields = manifest.fields.map((field) => field.name);
      this.options = options;
      this.read = loader.once((/** @type {string} */ name) => load(manifest.folder + '/' + name));
      this.context = contextOf(manifest);
      this.shard = loader.once((/** @type {number} */ number) => this.readShard(number));
      const {Ranges, Vocabulary} = vocabulary;
      this.vocabulary = new Vocabulary(
        new Ranges(core.readWords(manifest.shards), async (i) => (await this.shard(i)).words),
        new Ranges(core.readWords(manifest.words), (i) => this.words('v' + i)),
        new Ranges(core.readWords(manifest.reversed), (i) => this.words('r' + i))
      );
      this.columns = loader.once(async (/** @type {string} */ name) => facets.readColumn(name, await this.read('f-' + name)));
      this.scorer = options.worker === false ? scoring.scoreHere(this.context) : scoring.scoreInWorker(this.context);
    }

    /** @param {string} name */
    async words(name) {
      return core.readWords((await this.read(name))[0]);
    }

    /** @param {number} number @returns {Promise<{words: string[], numbers: string, places: number[]}>} */
    async readShard(number) {
      const [words, numbers] = await this.read('s' + number);
      return {words: core.readWords(words), numbers, places: core.placesOf(numbers, this.context)};
    }

    /** The numbers of one term, as text, or null if the index does not have it. @param {string} term @returns {Promise<string | null>} */
    async locate(term) {
      const {firsts} = this.vocabulary.shards;
      if (!firsts.length || !(term >= firsts[0])) return null;
      const shard = await this.shard(vocabulary.lastNotAfter(firsts, term)), i = vocabulary.lastNotAfter(shard.words, term);
      return shard.words[i] === term ? shard.numbers.slice(shard.places[i], shard.places[i + 1]) : null;
    }

    /** Read a query as lunr does. Throws lunr.QueryParseError. @param {string} text */
    parse(text) {
      const query = new lunr.Query(this.fields);
      new lunr.QueryParser(text, query).parse();
      return query.clauses;
    }

    /** Find the terms of a query and load their postings. @param {string} text @returns {Promise<Search.Plan>} */
    async plan(text) {
      const pipeline = analysis.searchPipeline(), clauses = this.parse(text);
      const expanded = await Promise.all(clauses.map((clause) => this.expand(clause, pipeline)));
      const terms = Array.from(new Set(expanded.flat(2))), number = new Map(terms.map((term, i) => [term, i]));
      this.checkFiles(terms);
      const numbers = await Promise.all(terms.map((term) => this.locate(term)));
      return {
        clauses: clauses.map((clause, i) => ({
          presence: clause.presence,
          boost: clause.boost,
          fields: clause.fields.map((name) => this.fields.indexOf(name)),
          words: expanded[i].map((word) => word.map((term) => number.get(term) || 0))
        })),
        terms,
        numbers: numbers.map((found) => found || '')
      };
    }

    /** For each word of a clause the terms it stands for. @param {lunr.Clause} clause @param {lunr.Pipeline} pipeline @returns {Promise<string[][]>} */
    expand(clause, pipeline) {
      const words = clause.usePipeline ? pipeline.runString(clause.term) : [clause.term];
      const has = async (/** @type {string} */ term) => await this.locate(term) === null ? [] : [term];
      return Promise.all(words.map((term) => this.vocabulary.expand({...clause, term}, has)));
    }

    /** Refuse a query whose terms are scattered over too many files. @param {string[]} terms */
    checkFiles(terms) {
      const {firsts} = this.vocabulary.shards, files = new Set(terms.map((term) => vocabulary.lastNotAfter(firsts, term)));
      if (files.size > vocabulary.MAX_FILES) {
        throw new SearchError('broad', 'This query stands for ' + terms.length + ' words; make it more precise.');
      }
    }

    /**
     * Search.
     * @param {string} text  a query in lunr's syntax
     * @param {{limit?: number}} [options]  how many results to return, best first (100)
     * @returns {Promise<Search.Answer>}  rejects with a SearchError
     */
    async query(text, options) {
      try {
        return await this.answer(text, await this.plan(text), options && options.limit || 100);
      } catch (error) {
        if (!(error instanceof lunr.QueryParseError)) throw error;
        const matches = {docs: new Uint32Array(0), scores: new Float64Array(0)};
        return {
          total: 0, results: [], terms: [], matches,
          error: {name: error.name, message: error.message, start: error.start, end: error.end}
        };
      }
    }

    /** @param {string} text @param {Search.Plan} plan @param {number} limit @returns {Promise<Search.Answer>} */
    async answer(text, plan, limit) {
      const {wholeBelow = WHOLE_BELOW} = this.options;
      if (this.size <= wholeBelow) {
        const results = this.lunrIndex(plan, null).search(text);
        return {
          total: results.length, results: results.slice(0, limit), terms: wanted(plan),
          matches: {
            docs: Uint32Array.from(results, (result) => Number(result.ref)),
            scores: Float64Array.from(results, (result) => result.score)
          }
        };
      }
      const matches = await this.scorer(plan);
      const chosen = Uint32Array.from(facets.best(matches.scores, limit), (i) => matches.docs[i]).sort();
      return {total: matches.docs.length, results: this.lunrIndex(plan, chosen).search(text), terms: wanted(plan), matches};
    }

    /** A lunr.Index of the terms of a query, over all documents or the ascending ones in `chosen`. @param {Search.Plan} plan @param {Uint32Array | null} chosen */
    lunrIndex(plan, chosen) {
      const {context, fields} = this;
      /** @type {Record<string, lunr.Vector>} */
      const vectors = {};
      /** @type {Record<string, Record<string, any>>} */
      const inverted = Object.create(null);
      const terms = plan.numbers.map((numbers) => core.readTerm(numbers, 0, context));
      if (plan.clauses.every((clause) => clause.presence === lunr.Query.presence.PROHIBITED)) {
        // lunr then lists every document: it need only be there, in one field.
        const size = (chosen || context.lengths).length;
        for (let i = 0; i < size; i++) vectors[fields[0] + '/' + (chosen ? chosen[i] : i)] = new lunr.Vector();
      }
      core.lunrOrder(terms).forEach((t, rank) => {
        /** @type {Record<string, any>} */
        const posting = inverted[plan.terms[t]] = {_index: rank};
        for (const name of fields) posting[name] = {};
        for (const list of terms[t].lists) {
          const name = fields[list.field], score = core.scorer(list, terms[t], context);
          for (const place of core.placesIn(list, chosen)) {
            const key = name + '/' + list.docs[place];
            posting[name][list.docs[place]] = EMPTY;
            (vectors[key] = vectors[key] || new lunr.Vector()).elements.push(rank, score(place));
          }
        }
      });
      const tokenSet = vocabulary.trie(plan.terms), pipeline = analysis.searchPipeline();
      return new lunr.Index({invertedIndex: inverted, fieldVectors: vectors, tokenSet, fields, pipeline});
    }

    /**
     * Records of documents, in the order asked for.
     * @param {(number | string)[]} refs
     * @param {{excerpts?: boolean}} [options]  load excerpts too
     * @returns {Promise<Search.DocumentRecord[]>}
     */
    documents(refs, options) {
      return Promise.all(refs.map((ref) => this.document(Number(ref), Boolean(options && options.excerpts))));
    }

    /** @param {number} ref @param {boolean} withExcerpt @returns {Promise<Search.DocumentRecord>} */
    async document(ref, withExcerpt) {
      const {block, excerpts} = this.manifest;
      const [records, texts] = await Promise.all([
        this.read('m' + Math.floor(ref / block)), withExcerpt ? this.read('e' + Math.floor(ref / excerpts)) : null
      ]);
      const [id, subject, date, origin, classification, url = this.urlOf(id, date)] = records[0][ref % block];
      return {ref, id, subject, date, origin, classification, url, excerpt: texts ? texts[0][ref % excerpts] : ''};
    }

    /** The URL that a cable's page has by the rule of the manifest. @param {string} id @param {string} date */
    urlOf(id, date) {
      const [year, month] = date.split('-');
      return this.manifest.url.replace('{year}', year).replace('{month}', month).replace('{id}', () => id);
    }

    /** The URL of the cable with this reference ID, or null. @param {string} id @returns {Promise<string | null>} */
    async lookupId(id) {
      const field = this.fields.indexOf('ref'), terms = analysis.terms(id);
      if (field < 0 || !terms.length) return null;
      const numbers = await this.locate(terms[0]);
      const lists = numbers === null ? [] : core.readTerm(numbers, 0, this.context).lists;
      const docs = lists.filter((list) => list.field === field).flatMap((list) => Array.from(list.docs));
      const documents = docs.length <= 1000 ? await this.documents(docs) : [];
      const same = documents.find((found) => found.id.toUpperCase() === id.trim().toUpperCase());
      return same ? same.url : null;
    }

    /**
     * Columns for filters, by name.
     * @param {(keyof Search.Facets)[]} [names]  the others are left out
     * @returns {Promise<Search.Facets>}
     */
    async facets(names = ['date', 'origin', 'classification', 'tags']) {
      const columns = await Promise.all(names.map(this.columns));
      /** @type {any} */
      const found = Object.fromEntries(names.map((name, i) => [name, columns[i]]));
      return found;
    }

    /** Filter, count and sort all matches of a query. @param {Search.Matches} matches @param {Search.Filter} [filter] @param {Search.Paging} [options] */
    async filter(matches, filter, options) {
      return facets.filter(matches, await this.facets(), filter || {}, options || {});
    }
  }

  return {open, Engine, FORMAT};
})();

Cablepress.search.open = Cablepress.search.engine.open;
