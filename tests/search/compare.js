// Runs queries through the engine and through lunr on the whole index, and returns those that differ.
async (job) => {
  const lunr = self.lunr;
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
    if (job.plainTrie) self.whole.tokenSet = Cablepress.search.vocabulary.trie(terms);
  }
  const open = (key, options) => (self[key] = self[key] || Cablepress.search.open(Object.assign({base: 'search/'}, options)));
  const engine = await open('engine:' + JSON.stringify(job.options), job.options);
  const all = 1e9, differing = [];
  const simple = (results) => JSON.stringify(results.map((r) => [r.ref, r.score, r.matchData.metadata]));
  let found = 0, errors = 0;
  for (const text of job.queries) {
    let expected, actual;
    try { expected = {results: self.whole.search(text)}; } catch (e) {
      expected = {error: {name: e.name, message: e.message, start: e.start, end: e.end}};
    }
    try { actual = await engine.query(text, {limit: job.limit || all}); } catch (e) { actual = {thrown: String(e) + e.stack}; }
    let same;
    if (expected.error) {
      errors++;
      same = JSON.stringify(actual.error) === JSON.stringify(expected.error);
    } else if (actual.results) {
      if (expected.results.length) found++;
      const page = await engine.filter(actual.matches, {}, {limit: job.limit || all});
      const wanted = expected.results.slice(0, job.limit || all);
      same = !actual.error && actual.total === expected.results.length && simple(actual.results) === simple(wanted) &&
        page.docs.join() === wanted.map((r) => r.ref).join() && page.total === actual.total;
    }
    if (!same) differing.push({text, expected: expected.error || simple(expected.results).slice(0, 300),
      actual: actual.thrown || actual.error || simple(actual.results).slice(0, 300)});
  }
  return {differing, found, errors, minimiser: self.minimiser};
}
