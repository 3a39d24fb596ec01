/**
 * What a reader means by a query: words, signs, AND, OR, NOT, fields, designators, references, quotations. No DOM, no network.
 *
 * A query becomes *leaves* (words, phrases, fields) with their places in the text, and these become clauses for the engine:
 * a list of requirements, each met by any of some words. Whatever is left out is said.
 */
Cablepress.search.understanding = (() => {
  'use strict';

  const {analysis, passage, query} = Cablepress.search;
  const OPTIONAL = 1, REQUIRED = 2, PROHIBITED = 3;
  /** @type {Record<string, string>} */
  const FRIENDLY = {
    title: 'subject', text: 'body', id: 'ref', reference: 'ref', mrn: 'ref', post: 'origin', posts: 'origin', from: 'origin', embassy: 'origin',
    station: 'origin', tag: 'tags', class: 'classification', classified: 'classification', years: 'year', subjects: 'subject', origins: 'origin'
  };
  /** Fields that hold facts of a cable and no text: they narrow, and do not count for the order. */
  const FACTS = new Set(['ref', 'origin', 'tags', 'classification', 'year']);
  const DAYS = new Set(['before', 'after', 'since', 'until', 'date']);
  /** Names of models that stand before a number, apart from single letters. */
  const MODELS = new Set('mig su il tu yak ak kc uh ah ch sa ss res'.split(' '));
  const LEAST_QUOTED = 6, MAX_QUOTED = 16, MAX_CLAUSES = 64;

  /**
   * @typedef {Object} Leaf
   * @property {'word' | 'phrase' | 'days'} kind
   * @property {string} sign  +, - or empty
   * @property {string} field  empty for all
   * @property {string} text  as typed, without sign, field and marks
   * @property {number} distance
   * @property {number} boost
   * @property {number} start @property {number} end  place in the query
   * @property {Search.Word[][]} parts  all of these are meant; each by any of its words
   * @property {Search.Token[]} tokens  of a phrase
   * @property {string[]} also  synonyms
   *
   * @typedef {{operator: string, start: number, end: number}} Sign  AND, OR, NOT, ( or )
   * @typedef {{leaf: Leaf} | {and: Node[]} | {or: Node[]} | {not: Node}} Node
   * @typedef {{leaf: Leaf, part: Search.Word[], negative: boolean}} Literal
   */

  /** A place where a query cannot be read. */
  class Unreadable extends Error {
    /** @param {string} name  of the words that explain it @param {number} start @param {number} end @param {{field?: string, fields?: string}} [more] */
    constructor(name, start, end, more = {}) {
      super(name);
      this.place = {name, start, end, field: more.field || '', fields: more.fields || ''};
    }
  }

  /** Read a query as typed. @param {string} text @param {string[]} fields @returns {(Leaf | Sign)[]} */
  function read(text, fields) {
    /** @type {(Leaf | Sign)[]} */
    const found = [];
    let place = 0;
    const skip = () => { while (/\s/.test(text[place] || '')) place++; };
    for (skip(); place < text.length; skip()) {
      const operator = /^(?:AND|OR|NOT|&&|\|\|)(?=[\s(]|$)|^[()]/.exec(text.slice(place));
      if (operator) {
        const name = operator[0] === '&&' ? 'AND' : operator[0] === '||' ? 'OR' : operator[0];
        found.push({operator: name, start: place, end: place += operator[0].length});
        continue;
      }
      if (/^[-–—]\s/.test(text.slice(place))) {
        place++;  // a dash between words
        continue;
      }
      const leaf = readLeaf(text, place, fields);
      place = leaf.end;
      if (leaf.text) found.push(leaf);
    }
    return found;
  }

  /** @param {string} text @param {number} start @param {string[]} fields @returns {Leaf} */
  function readLeaf(text, start, fields) {
    const signed = /^([+-]+)\s*/.exec(text.slice(start)), sign = signed ? signed[1][0] : '';
    let place = start + (signed ? signed[0].length : 0), field = '';
    const named = /^([a-z]+):(?!\/\/)/i.exec(text.slice(place));
    const isField = named && (isKnown(named[1], fields) || !/^\s/.test(text.slice(place + named[0].length)));  // “Re: this” names none
    if (named && isField) {
      field = fieldOf(named[1], place, fields);
      place += named[0].length;
      while (/\s/.test(text[place] || '')) place++;
    }
    if (place >= text.length) throw new Unreadable('syntaxWord', field ? place - 1 : start, text.length);
    const quoted = /^["“”„]([^"“”„]*)["“”]/.exec(text.slice(place));
    const words = quoted ? quoted[1] : (/^(?:\\.|[^\s()"“”„~^]|["“”„](?=\S)|[()](?=\S))+/.exec(text.slice(place).replace(/[)]+(?=\s|$).*/s, '')) || [''])[0];
    place += quoted ? quoted[0].length : words.length;
    let distance = 0, boost = 1;
    for (let mark = /^([~^])([^\s~^()]*)/.exec(text.slice(place)); mark; mark = /^([~^])([^\s~^()]*)/.exec(text.slice(place))) {
      const value = /^\d+$/.test(mark[2]) ? Number(mark[2]) : NaN;
      if (mark[1] === '~' && !(value <= 2)) throw new Unreadable('syntaxDistance', place, place + mark[0].length);
      if (mark[1] === '^' && !(value <= 1000)) throw new Unreadable('syntaxBoost', place, place + mark[0].length);
      if (mark[1] === '~') distance = value;
      else boost = value;
      place += mark[0].length;
    }
    if (!words && (distance || boost !== 1)) throw new Unreadable('syntaxHere', start, place);
    if (!words && !quoted) place = Math.max(place, start + 1);
    const kind = DAYS.has(field) ? 'days' : quoted ? 'phrase' : 'word';
    return {
      kind, sign, field, text: words.replace(/\\(.)/g, '$1'), distance, boost, start, end: place, parts: [], also: [],
      tokens: quoted ? passage.analyse(words) : []
    };
  }

  /** @param {string} typed @param {string[]} fields */
  function isKnown(typed, fields) {
    const name = typed.toLowerCase();
    return fields.includes(FRIENDLY[name] || name) || DAYS.has(name);
  }

  /** The field that a reader means. @param {string} typed @param {number} place @param {string[]} fields */
  function fieldOf(typed, place, fields) {
    const name = typed.toLowerCase(), field = FRIENDLY[name] || name;
    if (fields.includes(field) || DAYS.has(field)) return field;
    throw new Unreadable('syntaxField', place, place + typed.length, {field: typed, fields: fields.join(', ')});
  }

  /** The words of an unquoted leaf: designators as one, stars as patterns, pairs of characters. @param {Leaf} leaf */
  function wordsOf(leaf) {
    const words = analysis.splitWords(leaf.text.toLowerCase()).flatMap(analysis.pieces), found = [];
    for (let i = 0; i < words.length; i++) {
      const head = analysis.headOf(words[i]);
      const next = head && words[i + 1] ? words[i + 1].replace(/\*.*/, '') : '', star = next && next !== words[i + 1] ? '*' : '';
      const afterNext = words[i + 2] ? analysis.tailOf(words[i + 2]) : [];
      const chained = head.length === 1 && afterNext.length ? analysis.join(head, analysis.headOf(words[i + 1]), afterNext) : [];
      const joined = next ? analysis.join('', head, analysis.tailOf(next)) : [];
      const longest = chained.find((word) => word[0] === head && word.startsWith(head + words[i + 1]));
      if (longest) found.push(longest);
      else if (joined.length) found.push(joined[0] + star);
      else found.push(words[i]);
      i += longest ? 2 : joined.length ? 1 : 0;
    }
    return found;
  }

  /** Fill in what a leaf looks for. Gives words that the index leaves out. @param {Leaf} leaf @param {string[][]} synonyms @returns {string[]} */
  function expand(leaf, synonyms) {
    if (leaf.kind === 'days') return [];
    if (leaf.kind === 'phrase') {
      leaf.parts = leaf.tokens.filter((token) => !token.common).map((token) => [{text: token.key, stem: token.key}]);
      return [];
    }
    const left = [];
    for (const word of wordsOf(leaf)) {
      if (word.includes('*')) {
        if (/[^*]/.test(word)) leaf.parts.push([{text: analysis.foldPattern(word)}]);
        continue;
      }
      const bare = analysis.trim(word);
      if (!bare) continue;
      if (analysis.isStopWord(bare) && !leaf.field) {
        left.push(bare);
        continue;
      }
      const alone = /^[\u3400-\u9fff\uf900-\ufaff]$/.test(bare);
      leaf.parts.push(leaf.distance ? [{text: bare, distance: leaf.distance}] : [{text: alone ? bare + '*' : bare}]);
    }
    if (leaf.parts.length === 1 && !leaf.distance && !FACTS.has(leaf.field)) addSynonyms(leaf, synonyms);
    return left;
  }

  /** @param {Leaf} leaf @param {string[][]} synonyms */
  function addSynonyms(leaf, synonyms) {
    const term = analysis.stem(leaf.parts[0][0].text);
    const termsOf = (/** @type {string} */ word) => analysis.words(word).map(analysis.stem).join(' ');
    const group = synonyms.find((words) => words.some((word) => termsOf(word) === term)) || [];
    leaf.also = group.filter((word) => termsOf(word) !== term && !termsOf(word).includes(' '));
    leaf.parts[0].push(...leaf.also.flatMap(analysis.words).map((text) => ({text})));
  }

  /** Put `F` and `16` together. @param {(Leaf | Sign)[]} items @returns {(Leaf | Sign)[]} */
  function joinDesignators(items) {
    /** @type {(Leaf | Sign)[]} */
    const found = [];
    for (const item of items) {
      const last = found[found.length - 1];
      if (last && isPlain(last) && isPlain(item) && !item.sign && isModel(last.text) && analysis.tailOf(item.text.toLowerCase()).length) {
        found[found.length - 1] = {...last, text: last.text + '-' + item.text, end: item.end};
      } else {
        found.push(item);
      }
    }
    return found;
  }

  /** @param {Leaf | Sign} item @returns {item is Leaf} */
  function isPlain(item) {
    return 'kind' in item && item.kind === 'word' && !item.field && !item.distance;
  }

  /** @param {string} text */
  function isModel(text) {
    const word = text.toLowerCase();
    return MODELS.has(word) || word.length === 1 && analysis.headOf(word) === word && analysis.isHead(word);
  }

  /** Take lower-case operators for such where the whole query alternates between words and them. @param {(Leaf | Sign)[]} items @returns {(Leaf | Sign)[]} */
  function plainOperators(items) {
    const isOperator = (/** @type {Leaf | Sign} */ item) => isPlain(item) && !item.sign && /^(?:and|or|not)$/.test(item.text);
    if (items.length < 3 || !(items.length % 2) || items.some((item) => 'operator' in item)) return items;
    if (!items.every((item, i) => isOperator(item) === (i % 2 === 1))) return items;
    return items.map((item) => isOperator(item) && 'kind' in item ? {operator: item.text.toUpperCase(), start: item.start, end: item.end} : item);
  }

  /** NOT alone is a sign before the next word. @param {(Leaf | Sign)[]} items @returns {(Leaf | Sign)[]} */
  function withoutNot(items) {
    /** @type {(Leaf | Sign)[]} */
    const found = [];
    items.forEach((item, i) => {
      const before = items[i - 1], earlier = found[found.length - 1];
      if ('operator' in item && item.operator === 'NOT' && items[i + 1] && 'kind' in items[i + 1]) {
        if (earlier && 'operator' in earlier && earlier.operator === 'AND') found.pop();
      } else if ('kind' in item && before && 'operator' in before && before.operator === 'NOT') {
        found.push({...item, sign: '-', start: before.start});
      } else {
        found.push(item);
      }
    });
    return found;
  }

  /** A tree of AND, OR and NOT; words side by side are AND. @param {(Leaf | Sign)[]} items @returns {Node} */
  function parse(items) {
    let place = 0;
    const operatorAt = () => {
      const item = items[place];
      return item && 'operator' in item ? item.operator : '';
    };
    /** @returns {Node} */
    function either() {
      const nodes = [both()];
      while (operatorAt() === 'OR') {
        place++;
        nodes.push(both());
      }
      return nodes.length > 1 ? {or: nodes.filter((node) => !('and' in node) || node.and.length)} : nodes[0];
    }
    /** @returns {Node} */
    function both() {
      const nodes = [];
      while (place < items.length && operatorAt() !== 'OR' && operatorAt() !== ')') {
        if (operatorAt() === 'AND') place++;
        else nodes.push(one());
      }
      return nodes.length === 1 ? nodes[0] : {and: nodes};
    }
    /** @returns {Node} */
    function one() {
      const item = items[place++];
      if (!item) return {and: []};
      if ('kind' in item) return item.sign === '-' ? {not: {leaf: item}} : {leaf: item};
      if (item.operator === 'NOT') return {not: one()};
      const inside = either();
      if (operatorAt() === ')') place++;
      return inside;
    }
    const nodes = [];
    while (place < items.length) {
      nodes.push(either());
      if (operatorAt() === ')') place++;
    }
    return nodes.length === 1 ? nodes[0] : {and: nodes};
  }

  /** Requirements that all have to be met, each by any of its literals. @param {Node} node @param {boolean} [negative] @returns {Literal[][]} */
  function requirements(node, negative = false) {
    if ('not' in node) return requirements(node.not, !negative);
    if ('leaf' in node) {
      const literals = node.leaf.parts.map((part) => ({leaf: node.leaf, part, negative}));
      return negative ? literals.length ? [literals] : [] : literals.map((literal) => [literal]);
    }
    const nodes = ('and' in node ? node.and : node.or).map((child) => requirements(child, negative)).filter((each) => each.length);
    if (('and' in node) !== negative) return nodes.flat();
    return nodes.reduce((some, more) => {
      if (some.length * more.length > MAX_CLAUSES) throw new Unreadable('broad', 0, 0);
      return some.flatMap((one) => more.map((other) => [...one, ...other]));
    }, /** @type {Literal[][]} */ ([[]]));
  }

  /** @typedef {{clauses: Search.Clause[], left: Leaf[]}} Built  `left`: what could not be expressed */

  /** Clauses of requirements. @param {Literal[][]} all @param {string[]} fields @param {number} [boost] @returns {Built} */
  function clausesOf(all, fields, boost) {
    /** @type {Built} */
    const built = {clauses: [], left: []};
    for (const literals of all) {
      if (!literals.length) continue;
      const negative = literals.filter((literal) => literal.negative);
      if (negative.length && literals.length > 1) {
        built.left.push(...literals.map((literal) => literal.leaf));
        continue;
      }
      built.clauses.push({
        words: literals.flatMap((literal) => literal.part), any: true, presence: negative.length ? PROHIBITED : REQUIRED,
        fields: fieldsOf(literals, fields), boost: boost === undefined ? Math.max(...literals.map((literal) => literal.leaf.boost)) : boost
      });
    }
    return built;
  }

  /** @param {Literal[]} literals @param {string[]} fields */
  function fieldsOf(literals, fields) {
    const named = literals.map((literal) => literal.leaf.field);
    return named.some((field) => !field) ? fields : Array.from(new Set(named));
  }

  /** Leaves with signs and fields, no operators. @param {Leaf[]} leaves @param {string[]} fields @returns {Built} */
  function listOf(leaves, fields) {
    const meant = leaves.filter((leaf) => leaf.parts.length);
    const plain = meant.filter((leaf) => !leaf.sign && !leaf.field && leaf.kind === 'word');
    const named = meant.filter((leaf) => !leaf.sign && leaf.field && leaf.kind === 'word');
    const signed = meant.filter((leaf) => leaf.kind === 'word' && leaf.sign || leaf.kind === 'phrase' && (leaf.sign !== '-' || leaf.tokens.length < 2));
    const counts = [...plain, ...signed.filter((leaf) => leaf.sign !== '-'), ...named.filter((leaf) => !FACTS.has(leaf.field))].length > 0;
    /** @type {Search.Clause[]} */
    const clauses = plain.flatMap((leaf) => leaf.parts.map((part) => (
      {words: part, any: true, fields, presence: OPTIONAL, boost: leaf.boost}
    )));
    for (const leaf of signed) {
      if (leaf.sign === '-' && leaf.kind === 'word' && leaf.parts.length > 1) continue;  // a phrase that must not be there
      const node = leaf.sign === '-' ? {not: {leaf}} : {leaf};
      clauses.push(...clausesOf(requirements(node), fields).clauses);
    }
    for (const field of new Set(named.map((leaf) => leaf.field))) {
      const node = {or: named.filter((leaf) => leaf.field === field).map((leaf) => ({leaf}))};
      clauses.push(...clausesOf(requirements(node), fields, FACTS.has(field) && counts ? 0 : undefined).clauses);
    }
    // What narrows does not make the words optional.
    if (named.length && plain.length) {
      clauses.push({words: plain.flatMap((leaf) => leaf.parts.flat()), any: true, fields, presence: REQUIRED, boost: 0});
    }
    return {clauses, left: []};
  }

  /** Phrases to look for in the pages. @param {Leaf[]} leaves @returns {Search.Phrase[]} */
  function phrasesOf(leaves) {
    return leaves.flatMap((leaf) => {
      const tokens = leaf.kind === 'phrase' ? leaf.tokens : leaf.sign === '-' && leaf.parts.length > 1 ? passage.analyse(leaf.text) : [];
      return tokens.length > 1 ? [{field: leaf.field, excluded: leaf.sign === '-', keys: tokens.map((token) => token.key)}] : [];
    });
  }

  /** Days of `before:`, `after:` and the like. @param {Leaf[]} leaves @returns {{from: string, to: string}} */
  function daysOf(leaves) {
    const days = {from: '', to: ''};
    for (const {field, text} of leaves.filter((leaf) => leaf.kind === 'days')) {
      const [first, last = first] = text.split('..');
      if (field === 'date' || field === 'since') days.from = query.dayOf(first, false);
      if (field === 'date' || field === 'until') days.to = query.dayOf(last, true);
      if (field === 'after') days.from = nextDay(query.dayOf(text, true), 1);
      if (field === 'before') days.to = nextDay(query.dayOf(text, false), -1);
    }
    return days;
  }

  /** @param {string} day @param {number} step */
  function nextDay(day, step) {
    return day && new Date(Date.parse(day) + step * 86400000).toISOString().slice(0, 10);
  }

  /** `year:2007-2009` stands for each of these years. @param {Leaf} leaf */
  function spreadYears(leaf) {
    const range = leaf.field === 'year' && /^(\d{4})(?:-|\.\.)(\d{4})$/.exec(leaf.text);
    if (!range) return;
    const first = Number(range[1]), count = Math.min(100, Math.max(0, Number(range[2]) - first) + 1);
    leaf.parts = [Array.from({length: count}, (_, i) => ({text: String(first + i)}))];
  }

  /**
   * References in any form that a query can be: `09 ANKARA 1549`, `ANKARA 251`, `1549 Ankara 2009`.
   * @param {string} text @returns {{year: string, post: string, number: string}[]}
   */
  function references(text) {
    const post = '([a-z][a-z ]*?)', found = [], gap = '[\\s-]*', plain = text.trim().replace(/[,.#]/g, ' ').replace(/\s+/g, ' ');
    const forms = [
      ['^(\\d{2}|(?:19|20)\\d{2}) ?' + gap + post + gap + '(\\d{1,6})$', 1, 2, 3], ['^' + post + ' (\\d{2}|(?:19|20)\\d{2})[- ](\\d{1,6})$', 2, 1, 3],
      ['^(\\d{1,6}) ' + post + ' (\\d{2}|(?:19|20)\\d{2})$', 3, 2, 1], ['^' + post + '[ -]?(\\d{1,6})$', 0, 1, 2]
    ];
    for (const [pattern, year, name, number] of forms) {
      const match = new RegExp(String(pattern), 'i').exec(plain);
      if (!match) continue;
      const letters = match[Number(name)].replace(/\s/g, '').toLowerCase();
      if (letters.length > 2) found.push({year: year ? match[Number(year)] : '', post: letters, number: match[Number(number)].replace(/^0+(?=.)/, '')});
    }
    return found;
  }

  /** The words of a quotation: six or more, nothing but words, in quotes or not. @param {string} text @param {(Leaf | Sign)[]} items @returns {Search.Token[]} */
  function quotationOf(text, items) {
    const [only] = items, whole = items.length === 1 && 'kind' in only && only.kind === 'phrase' && !only.field && only.sign !== '-';
    const plain = items.every((item) => 'operator' in item ? /[()]/.test(item.operator) : isPlain(item) && !item.sign && item.boost === 1 && !item.text.includes('*'));
    if (!whole && !plain) return [];
    const tokens = passage.analyse(whole && 'kind' in only ? only.text : text);
    return tokens.length >= LEAST_QUOTED && tokens.some((token) => !token.common) ? tokens : [];
  }

  /** Clauses that find where most words of a quotation are. @param {Search.Token[]} tokens @param {string[]} fields @returns {Search.Clause[]} */
  function quotedClauses(tokens, fields) {
    const keys = Array.from(new Set(tokens.filter((token) => !token.common).map((token) => token.key)));
    const chosen = keys.sort((a, b) => b.length - a.length).slice(0, MAX_QUOTED);
    return chosen.map((key) => ({words: [{text: key, stem: key}], any: true, fields, presence: OPTIONAL, boost: 1}));
  }

  /** What a chip says of a leaf. @param {Leaf} leaf @returns {Search.Chip} */
  function chipOf(leaf) {
    const shown = leaf.kind === 'phrase' ? '“' + leaf.text + '”' : leaf.text;
    const distance = leaf.distance ? '~' + leaf.distance : '', boost = leaf.boost !== 1 ? '^' + leaf.boost : '';
    const kind = leaf.sign === '-' ? 'not' : leaf.sign === '+' ? 'all' : leaf.kind === 'phrase' ? 'all' : leaf.field ? 'field' : 'any';
    return {kind, field: leaf.field, text: shown + distance + boost, also: leaf.also, start: leaf.start, end: leaf.end};
  }

  /**
   * Understand a query.
   * @param {string} text  as typed
   * @param {{fields: string[], synonyms: string[][]}} known  fields of the index, synonyms of the site
   * @returns {Search.Understood}
   */
  function understand(text, known) {
    const {fields, synonyms} = known;
    let items = plainOperators(joinDesignators(read(text, fields)));
    /** @type {Search.Understood} */
    const understood = {
      text, clauses: [], phrases: [], days: {from: '', to: ''}, chips: [], ignored: [], unclear: [], tooCommon: false,
      quotation: quotationOf(text, items), references: references(text)
    };
    if (understood.quotation.length) {
      understood.clauses = quotedClauses(understood.quotation, fields);
      return understood;
    }
    if (!items.some((item) => 'operator' in item && (item.operator === 'AND' && !precedesNot(items, item) || item.operator === 'OR'))) {
      items = withoutNot(items).filter((item) => !('operator' in item));
    }
    const leaves = items.filter((item) => 'kind' in item), operators = items.some((item) => 'operator' in item && /[A-Z]/.test(item.operator));
    for (const leaf of leaves) {
      understood.ignored.push(...expand(leaf, synonyms));
      spreadYears(leaf);
    }
    const needed = operators ? requirements(parse(items)) : [];
    const built = operators ? clausesOf(needed, fields) : listOf(leaves, fields);
    const either = items.some((item) => 'operator' in item && item.operator === 'OR');
    understood.clauses = built.clauses;
    understood.phrases = either ? [] : phrasesOf(leaves);
    understood.unclear = Array.from(new Set([...built.left, ...either ? leaves.filter((leaf) => leaf.kind === 'phrase' && leaf.tokens.length > 1) : []]
      .map((leaf) => leaf.text)));
    understood.days = daysOf(leaves);
    const {clauses, phrases, days} = understood;
    understood.tooCommon = text.trim() !== '' && !clauses.length && !phrases.length && !days.from && !days.to;
    understood.tooCommon = understood.tooCommon || leaves.some((leaf) => leaf.kind === 'phrase' && leaf.sign !== '-' && leaf.tokens.length > 0 && !leaf.parts.length);
    const chips = leaves.map((leaf) => {
      const chip = chipOf(leaf), mine = needed.filter((literals) => literals.some((literal) => literal.leaf === leaf));
      if (!mine.length) return chip;
      const kind = mine.some((literals) => literals.some((literal) => literal.leaf === leaf && literal.negative)) ? 'not' : 'all';
      return {...chip, kind: mine.every((literals) => literals.some((literal) => literal.leaf !== leaf)) ? 'any' : kind};
    });
    if (chips.some((chip) => chip.kind !== 'any' || chip.also.length) || either) understood.chips = chips;
    return understood;
  }

  /** @param {(Leaf | Sign)[]} items @param {Leaf | Sign} item */
  function precedesNot(items, item) {
    const next = items[items.indexOf(item) + 1];
    return next && ('operator' in next ? next.operator === 'NOT' : next.sign === '-');
  }

  /** The query without one of its chips. @param {string} text @param {{start: number, end: number}} chip */
  function without(text, chip) {
    const before = text.slice(0, chip.start).replace(/(?:^|\s+)(?:AND|OR|NOT|and|or|not|&&|\|\|)\s*$/, ' '), after = text.slice(chip.end);
    return (before.trim() ? before + after : after.replace(/^\s*(?:AND|OR)\s+/i, '')).replace(/\s+/g, ' ').trim();
  }

  return {understand, without, references, Unreadable, FACTS};
})();
