/** Names of fields, as readers write them; what they mean, and which to offer for one that is none. No DOM, no network. */
Cablepress.search.fieldNames = (() => {
  'use strict';

  /**
   * A table that knows only its own names: `constructor` is a word like others.
   * @param {Record<string, string>} entries @returns {Record<string, string>}
   */
  function table(entries) {
    return Object.assign(Object.create(null), entries);
  }

  /** Other names of the index's fields. */
  const FRIENDLY = table({
    title: 'subject', text: 'body', id: 'ref', reference: 'ref', mrn: 'ref', post: 'origin', posts: 'origin', from: 'origin', embassy: 'origin',
    station: 'origin', consulate: 'origin', mission: 'origin', sub: 'subject', subj: 'subject', tag: 'tags', class: 'classification',
    classified: 'classification', years: 'year', subjects: 'subject', origins: 'origin'
  });
  /** Fields that hold facts of a cable and no text: they narrow, and do not count for the order. */
  const FACTS = new Set(['ref', 'origin', 'tags', 'classification', 'year']);
  /** Fields of days, which the index has not: query-days.js makes a range of them. */
  const DAYS = new Set(['before', 'after', 'since', 'until', 'date']);
  /** Names that are none of a field, and the field to offer for them. @type {Record<string, string>} */
  const OFFERED = {
    country: 'origin', city: 'origin', place: 'origin', location: 'origin', sender: 'origin', author: 'origin', source: 'origin', level: 'classification',
    secrecy: 'classification', topic: 'tags', keyword: 'tags', keywords: 'tags', category: 'tags', content: 'body', paragraph: 'body', headline: 'subject',
    number: 'ref', cable: 'ref', day: 'date', month: 'date', created: 'date', to: 'until'
  };
  /**
   * Short names of classifications, and the word that the index has of each. The levels and markings are those of
   * cable/codes/classifications.yml; a test compares them.
   */
  const LEVELS = table({
    u: 'unclassified', unclas: 'unclassified', c: 'confidential', conf: 'confidential', s: 'secret', ts: 'top', fouo: 'official', nf: 'noforn', lou: 'limited'
  });

  /** The field of a name, in the singular or plural; empty for none. @param {string} typed @param {string[]} fields  of the index */
  function knownField(typed, fields) {
    const name = typed.toLowerCase(), forms = [name, name.replace(/ies$/, 'y'), name.replace(/es$/, ''), name.replace(/s$/, '')];
    return forms.map((form) => FRIENDLY[form] || form).find((form) => fields.includes(form) || DAYS.has(form)) || '';
  }

  /** The field whose name comes nearest to one that is none; empty if none is near. @param {string} typed @param {string[]} fields */
  function nearestField(typed, fields) {
    /** @type {Record<string, string>} */
    const names = {...Object.fromEntries([...fields, ...DAYS].map((name) => [name, name])), ...FRIENDLY, ...OFFERED};
    const name = typed.toLowerCase(), own = Object.keys(names).filter((each) => fields.includes(names[each]) || DAYS.has(names[each]));
    const [best] = own.map((each) => ({each, steps: distanceOf(name, each)})).sort((a, b) => a.steps - b.steps);
    return best && best.steps <= Math.max(1, Math.floor(name.length / 3)) ? names[best.each] : '';
  }

  /** In how many letters two words differ; letters exchanged for their neighbours count once. @param {string} one @param {string} other */
  function distanceOf(one, other) {
    const rows = [Array.from({length: other.length + 1}, (_, j) => j)];
    for (let i = 1; i <= one.length; i++) {
      rows.push([i]);
      for (let j = 1; j <= other.length; j++) {
        const across = rows[i - 1][j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1);
        const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1] ? rows[i - 2][j - 2] + 1 : Infinity;
        rows[i].push(Math.min(across, rows[i - 1][j] + 1, rows[i][j - 1] + 1, swapped));
      }
    }
    return rows[one.length][other.length];
  }

  return {FACTS, DAYS, LEVELS, table, knownField, nearestField};
})();
