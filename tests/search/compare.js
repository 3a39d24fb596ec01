// Runs queries through the engine and through lunr on the whole index, and returns those that differ.
// A word with stars or a distance stands for words as written; those are looked for here in the list of all of them, by
// lunr's own token sets, and lunr gets their terms.
async (job) => {
  const lunr = self.lunr, {analysis, vocabulary} = Cablepress.search;
  if (!self.REFERENCE) {
    await new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = 'reference.js';
      script.onload = resolve;
      script.onerror = reject;
      document.head.appendChild(script);
    });
  }
  if (!self.whole) {
    self.whole = lunr.Index.load(self.REFERENCE);
    const terms = self.REFERENCE.invertedIndex.map((entry) => entry[0]);
    const kept = self.whole.tokenSet.toArray();
    self.minimiser = {terms: terms.length, kept: kept.length, same: kept.sort().join(' ') === terms.join(' ')};
    self.whole.tokenSet = vocabulary.trie(terms);
    self.written = vocabulary.trie(self.WRITTEN);
  }
  const plain = self.whole.pipeline, open = (key, options) => (
    self[key] = self[key] || Cablepress.search.open(Object.assign({base: 'search/'}, options))
  );
  /** What lunr finds on the whole index once words with stars or a distance are replaced by the terms of the words as written. */
  function expected(text) {
    const query = new lunr.Query(self.whole.fields);
    new lunr.QueryParser(text, query).parse();
    const terms = query.clauses.map((clause) => {
      if (!clause.editDistance && clause.usePipeline) return plain.runString(clause.term);
      const words = clause.usePipeline ? analysis.words(clause.term) : [analysis.foldPattern(clause.term)];
      return words.flatMap((term) => {
        const found = self.written.intersect(lunr.TokenSet.fromClause({...clause, term})).toArray();
        const stems = Array.from(new Set(found.map((word) => analysis.terms(word)[0]))).sort();
        return stems.length ? stems : ['\u0000'];
      });
    });
    self.whole.pipeline = {runString: (number) => terms[Number(number)]};
    try {
      return self.whole.query((q) => query.clauses.forEach(({fields, boost, presence}, i) => {
        q.clause({term: String(i), fields, boost, presence, usePipeline: true});
      }));
    } finally {
      self.whole.pipeline = plain;
    }
  }
  const engine = await open('engine:' + JSON.stringify(job.options), job.options);
  const all = 1e9, differing = [];
  const simple = (results) => JSON.stringify(results.map((r) => [r.ref, r.score, r.matchData.metadata]));
  let found = 0, errors = 0, rewritten = 0;
  for (const text of job.queries) {
    let wanted, actual, error;
    try {
      wanted = expected(text);
      // Without stars and distances that is what lunr makes of the text itself.
      if (!/[*~]/.test(text)) {
        const own = self.whole.search(text);
        if (simple(own) !== simple(wanted)) differing.push({text, own: simple(own).slice(0, 300)});
      } else rewritten++;
    } catch (e) {
      error = {name: e.name, message: e.message, start: e.start, end: e.end};
    }
    try { actual = await engine.query(text, {limit: job.limit || all}); } catch (e) { actual = {thrown: String(e) + e.stack}; }
    let same;
    if (error) {
      errors++;
      same = JSON.stringify(actual.error) === JSON.stringify(error);
    } else if (actual.results) {
      if (wanted.length) found++;
      const page = await engine.filter(actual.matches, {}, {limit: job.limit || all});
      const shown = wanted.slice(0, job.limit || all);
      same = !actual.error && actual.total === wanted.length && simple(actual.results) === simple(shown) &&
        page.docs.join() === shown.map((r) => r.ref).join() && page.total === actual.total;
    }
    if (!same) differing.push({text, expected: error || simple(wanted).slice(0, 300),
      actual: actual.thrown || actual.error || simple(actual.results).slice(0, 300)});
  }
  return {differing, found, errors, rewritten, minimiser: self.minimiser};
}
