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
  const FORMAT = 3;
  /** Above so many documents, typed arrays choose the best and lunr sees only those. */
  const WHOLE_BELOW = 5000;
  const EMPTY = Object.freeze({});
  /** No term of any index: a word that is in no document. */
  const ABSENT = '\u0000';

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
      /** @type {Map<number, string>} */
      this.kinds = new Map(Object.entries(manifest.kinds).flatMap(([kind, docs]) => docs.map((doc) => [doc, kind])));
      this.read = loader.once((/** @type {string} */ name) => load(manifest.folder + '/' + name));
      this.context = contextOf(manifest);
      this.shard = loader.once((/** @type {number} */ number) => this.readShard(number));
      /** The first term of each file of postings. */
      this.shards = core.readWords(manifest.shards);
      const ranges = (/** @type {string} */ firsts, /** @type {string} */ kind) => (
        new vocabulary.Ranges(core.readWords(firsts), loader.once((/** @type {number} */ i) => this.words(kind + i)))
      );
      this.vocabulary = new vocabulary.Vocabulary(ranges(manifest.words, 'v'), ranges(manifest.reversed, 'r'), ranges(manifest.sounds, 'k'));
      this.columns = loader.once(async (/** @type {string} */ name) => facets.readColumn(name, await this.read('f-' + name)));
      this.scorer = options.worker === false ? scoring.scoreHere(this.context) : scoring.scoreInWorker(this.context);
    }

    /** @param {string} name @returns {Promise<Search.WordFile>} */
    async words(name) {
      const [words, sizes] = await this.read(name);
      return {words: core.readWords(words), sizes: core.readAll(sizes)};
    }

    /** @param {number} number @returns {Promise<{words: string[], numbers: string, places: number[]}>} */
    async readShard(number) {
      const [words, numbers] = await this.read('s' + number);
      return {words: core.readWords(words), numbers, places: core.placesOf(numbers, this.context)};
    }

    /** The numbers of one term, as text, or null if the index does not have it. @param {string} term @returns {Promise<string | null>} */
    async locate(term) {
      if (!this.shards.length || !(term >= this.shards[0])) return null;
      const shard = await this.shard(vocabulary.lastNotAfter(this.shards, term)), i = vocabulary.lastNotAfter(shard.words, term);
      return shard.words[i] === term ? shard.numbers.slice(shard.places[i], shard.places[i + 1]) : null;
    }

    /**
     * Read a query as lunr does, with words that may have stars or a distance. Throws lunr.QueryParseError.
     * @param {string} text @returns {Search.Clause[]}
     */
    parse(text) {
      const query = new lunr.Query(this.fields), pipeline = analysis.searchPipeline();
      new lunr.QueryParser(text, query).parse();
      return query.clauses.map(({term, fields, presence, boost, usePipeline, editDistance}) => {
        if (editDistance) return {words: analysis.words(term).map((word) => ({text: word, distance: editDistance})), fields, presence, boost};
        if (!usePipeline) return {words: [{text: analysis.foldPattern(term)}], fields, presence, boost};
        return {words: pipeline.runString(term).map((word) => ({text: word, stem: word})), fields, presence, boost};
      });
    }

    /** Find the terms of a query and load their postings. @param {Search.Clause[]} clauses @returns {Promise<Search.Plan>} */
    async plan(clauses) {
      const expanded = await Promise.all(clauses.map((clause) => this.expand(clause)));
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

    /** The terms of a clause: for each of its words those it stands for, or all together where any will do. @param {Search.Clause} clause @returns {Promise<string[][]>} */
    async expand(clause) {
      const found = await Promise.all(clause.words.map((word) => this.termsOf(word)));
      return clause.any ? [Array.from(new Set(found.flat()))] : found;
    }

    /** The terms in the index that a word stands for. @param {Search.Word} word @returns {Promise<string[]>} */
    async termsOf(word) {
      const {text, distance, stem, single} = word;
      if (!distance && !single && !text.includes('*') || stem !== undefined) {
        const term = stem === undefined ? analysis.stem(text) : stem;
        return await this.locate(term) === null ? [] : [term];
      }
      return this.vocabulary.expand({term: text, fields: [], boost: 1, presence: 1, ...distance ? {editDistance: distance} : {}}, single);
    }

    /** Refuse a query whose terms are scattered over too many files. @param {string[]} terms */
    checkFiles(terms) {
      const files = new Set(terms.map((term) => vocabulary.lastNotAfter(this.shards, term)));
      if (files.size > vocabulary.MAX_FILES) {
        throw new SearchError('broad', 'This query stands for ' + terms.length + ' words; make it more precise.');
      }
    }

    /**
     * Search by a text in lunr's syntax.
     * @param {string} text
     * @param {{limit?: number}} [options]  how many results to return, best first (100)
     * @returns {Promise<Search.Answer>}  rejects with a SearchError
     */
    async query(text, options) {
      try {
        return await this.find(this.parse(text), options);
      } catch (error) {
        if (!(error instanceof lunr.QueryParseError)) throw error;
        const matches = {docs: new Uint32Array(0), scores: new Float64Array(0)};
        return {
          total: 0, results: [], terms: [], matches, plan: {clauses: [], terms: [], numbers: []},
          error: {name: error.name, message: error.message, start: error.start, end: error.end}
        };
      }
    }

    /**
     * Search by clauses.
     * @param {Search.Clause[]} clauses
     * @param {{limit?: number}} [options]  how many results to return, best first (100); with 0 only `matches` are of use
     * @returns {Promise<Search.Answer>}  rejects with a SearchError
     */
    async find(clauses, options) {
      const {limit = 100} = options || {}, {wholeBelow = WHOLE_BELOW} = this.options;
      if (this.size > wholeBelow) this.scorer.prepare();
      const plan = await this.plan(clauses);
      if (this.size <= wholeBelow) {
        const results = this.ask(plan, null);
        return {
          total: results.length, results: results.slice(0, limit), terms: wanted(plan), plan,
          matches: {
            docs: Uint32Array.from(results, (result) => Number(result.ref)),
            scores: Float64Array.from(results, (result) => result.score)
          }
        };
      }
      const matches = await this.scorer.score(plan);
      if (!limit) return {total: matches.docs.length, results: [], terms: wanted(plan), matches, plan};
      const chosen = Uint32Array.from(facets.best(matches.scores, limit), (i) => matches.docs[i]).sort();
      return {total: matches.docs.length, results: this.ask(plan, chosen), terms: wanted(plan), matches, plan};
    }

    /**
     * Have lunr answer a query, over all documents or the ascending ones in `chosen`. lunr's pipeline here is the plan: it
     * takes the number of a clause for the terms that the clause stands for.
     * @param {Search.Plan} plan @param {Uint32Array | null} chosen @returns {lunr.Result[]}
     */
    ask(plan, chosen) {
      const terms = plan.clauses.map((clause) => clause.words.flatMap((word) => word.length ? word.map((t) => plan.terms[t]) : [ABSENT]));
      const index = this.lunrIndex(plan, chosen, {runString: (number) => terms[Number(number)]});
      return index.query((query) => plan.clauses.forEach(({fields, presence, boost}, i) => {
        query.clause({term: String(i), fields: fields.map((field) => this.fields[field]), presence, boost, usePipeline: true});
      }));
    }

    /**
     * A lunr.Index of the terms of a query.
     * @param {Search.Plan} plan @param {Uint32Array | null} chosen @param {{runString(text: string): string[]}} pipeline
     */
    lunrIndex(plan, chosen, pipeline) {
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
      return new lunr.Index({invertedIndex: inverted, fieldVectors: vectors, tokenSet: vocabulary.trie(plan.terms), fields, pipeline});
    }

    /** How many documents have a term in some field. @param {string} term @returns {Promise<number>} */
    async count(term) {
      const numbers = await this.locate(term);
      return numbers === null ? 0 : new Set(core.readTerm(numbers, 0, this.context).lists.flatMap((list) => Array.from(list.docs))).size;
    }

    /** The documents of one clause of a plan, whatever its presence. @param {Search.Plan} plan @param {number} number @returns {Search.Matches} */
    alone(plan, number) {
      const clause = {...plan.clauses[number], presence: lunr.Query.presence.OPTIONAL};
      return core.score([clause], plan.numbers.map((numbers) => core.readTerm(numbers, 0, this.context)), this.context);
    }

    /** Of a small archive all records are in one file: ask for it before it is known which are wanted. */
    expectRecords() {
      if (this.size && this.size <= this.manifest.block) this.read('m0').catch(() => undefined);
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
      return {ref, id, subject, date, origin, classification, url, kind: this.kinds.get(ref) || '', excerpt: texts ? texts[0][ref % excerpts] : ''};
    }

    /** The URL that a cable's page has by the rule of the manifest. @param {string} id @param {string} date */
    urlOf(id, date) {
      const [year, month] = date.split('-');
      return this.manifest.url.replace('{year}', year).replace('{month}', month).replace('{id}', () => id);
    }

    /**
     * Documents that references in some form name, those with a year first.
     * @param {{year: string, post: string, number: string}[]} references @returns {Promise<number[]>}
     */
    async cables(references) {
      const field = this.fields.indexOf('ref'), found = [];
      for (const {year, post, number} of field < 0 ? [] : references) {
        const endings = Array.from({length: Math.max(1, 7 - number.length)}, (_, i) => post + number.padStart(number.length + i, '0'));
        const words = (await Promise.all(endings.map((ending) => this.vocabulary.endingIn(ending)))).flat().map(({word}) => word);
        for (const word of new Set(words)) {
          const match = /^(\d{2}|\d{4})(?=[a-z])/.exec(word);
          if (!match || word.slice(match[0].length).replace(/(?<=[a-z])0+(?=\d)/, '') !== post + number.replace(/^0+(?=.)/, '')) continue;
          if (year && match[0].slice(-2) !== year.slice(-2)) continue;
          const numbers = await this.locate(analysis.stem(word));
          const lists = numbers === null ? [] : core.readTerm(numbers, 0, this.context).lists;
          found.push(...lists.filter((list) => list.field === field).flatMap((list) => Array.from(list.docs)));
        }
      }
      return Array.from(new Set(found)).slice(0, 20);
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
