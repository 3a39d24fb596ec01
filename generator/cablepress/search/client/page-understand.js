/**
 * What a reader means by a query: words, signs, AND, OR, NOT, fields, designators, references, quotations. No DOM, no network.
 *
 * A query becomes *leaves* (words, phrases, fields) with their places in the text, and these become clauses for the engine:
 * a list of requirements, each met by any of some words. Whatever is left out is said.
 */
Cablepress.search.understanding = (() => {
  'use strict';

  const {analysis, passage, query, wording} = Cablepress.search;
  const OPTIONAL = 1, REQUIRED = 2, PROHIBITED = 3;
  /** @type {Record<string, string>} */
  const FRIENDLY = {
    title: 'subject', text: 'body', id: 'ref', reference: 'ref', mrn: 'ref', post: 'origin', posts: 'origin', from: 'origin', embassy: 'origin',
    station: 'origin', consulate: 'origin', mission: 'origin', sub: 'subject', subj: 'subject', tag: 'tags', class: 'classification', classified: 'classification', years: 'year', subjects: 'subject', origins: 'origin'
  };
  /** Fields that hold facts of a cable and no text: they narrow, and do not count for the order. */
  const FACTS = new Set(['ref', 'origin', 'tags', 'classification', 'year']);
  const DAYS = new Set(['before', 'after', 'since', 'until', 'date']);
  /** Names that are none of a field, and the field to offer for them. @type {Record<string, string>} */
  const OFFERED = {
    country: 'origin', city: 'origin', place: 'origin', location: 'origin', sender: 'origin', author: 'origin', source: 'origin', level: 'classification',
    secrecy: 'classification', topic: 'tags', keyword: 'tags', keywords: 'tags', category: 'tags', content: 'body', paragraph: 'body', headline: 'subject',
    number: 'ref', cable: 'ref', day: 'date', month: 'date', created: 'date', to: 'until'
  };
  /** Names of models that stand before a number, apart from single letters and those of the analysis. */
  const MODELS = new Set('mig su il tu yak ak kc uh ah ch sa ss res'.split(' '));
  /** Short names of classifications. @type {Record<string, string>} */
  const LEVELS = {
    u: 'unclassified', unclas: 'unclassified', c: 'confidential', conf: 'confidential', s: 'secret', ts: 'top', fouo: 'official', nf: 'noforn', lou: 'limited'
  };
  /** A question mark within a word, or before it, stands for one letter; behind a word it ends a question. */
  const SINGLE_LETTER = /(?<=[\p{L}\p{N}*?])\?(?=[\p{L}\p{N}*?]*[\p{L}\p{N}])|^\?+\p{L}{2}/u;
  /** How a question begins, or what somebody tells a search to do. */
  const ASKS = /^(?:who|whom|whose|what|when|where|why|which|how|did|does|do|is|are|was|were|has|have|can|could|should|find|show|list|give|tell|search|looking|any|anything|all|everything)\s/i;
  const IS_ABOUT = /\b(?:cables?|telegrams?|documents?|reports?|messages?) (?:are |were |that are )?(?:from|about|on|regarding|concerning|mentioning|that)\b/i;
  /** Words of a question, beyond which a text that asks is a passage. */
  const LONGEST_QUESTION = 12;
  /** What is asked for is always a cable. */
  const CABLES = /^(?:cables?|telegrams?|documents?)$/i, ABOUT = /^(?:from|about|on|by|of|regarding|concerning|mentioning|that)$/i;
  /** Abbreviations that cables write with full stops and without. */
  const STOPPED = new Set('us usa uk un uae prc ussr dc'.split(' '));
  /** Other forms of a word, which have another stem. */
  const FORMS = [
    ['woman', 'women'], ['man', 'men'], ['child', 'children'], ['person', 'people', 'persons'], ['wife', 'wives'], ['life', 'lives'], ['leaf', 'leaves'], ['knife', 'knives'],
    ['crisis', 'crises'], ['analysis', 'analyses'], ['hypothesis', 'hypotheses'], ['criterion', 'criteria'], ['phenomenon', 'phenomena'], ['serviceman', 'servicemen'],
    ['businessman', 'businessmen'], ['spokesman', 'spokesmen'], ['congressman', 'congressmen'], ['chairman', 'chairmen'], ['defense', 'defence'], ['offense', 'offence'],
    ['license', 'licence'], ['labor', 'labour'], ['program', 'programme'], ['programs', 'programmes'], ['center', 'centre'], ['harbor', 'harbour'], ['neighbor', 'neighbour'],
    ['behavior', 'behaviour'], ['color', 'colour'], ['honor', 'honour'], ['rumor', 'rumour'], ['favor', 'favour'], ['armor', 'armour'], ['theater', 'theatre'], ['check', 'cheque'],
    ['aluminum', 'aluminium'], ['airplane', 'aeroplane'], ['skeptical', 'sceptical'], ['traveled', 'travelled'], ['canceled', 'cancelled']
  ];
  /** @type {Map<string, string[]>} */
  const OTHER_FORMS = new Map(FORMS.flatMap((group) => group.map((one) => [one, group.filter((other) => other !== one)])));
  /** What may be written as one word with the next, with a hyphen or apart: `counterterrorism`. */
  const PREFIXED = /^(counter|anti|non|inter|multi|cyber|post|trans|semi|pseudo)([a-z]{5,})$/;
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
   * @property {Leaf[]} others  synonyms of several words, each a leaf that may stand in for this one
   * @property {number} run  how many leaves from this one on `others` may stand in for
   * @property {Search.Word[]} extra  words that are welcome besides
   * @property {boolean} open  whether the second quotation mark of a phrase is missing
   *
   * @typedef {{operator: string, start: number, end: number}} Sign  AND, OR, NOT, ( or )
   * @typedef {{leaf: Leaf} | {and: Node[]} | {or: Node[]} | {not: Node}} Node
   * @typedef {{leaf: Leaf, part: Search.Word[], negative: boolean}} Literal
   */

  /** A place where a query cannot be read. */
  class Unreadable extends Error {
    /** @param {string} name  of the words that explain it @param {number} start @param {number} end @param {{field?: string, fields?: string, near?: string}} [more] */
    constructor(name, start, end, more = {}) {
      super(name);
      this.place = {name, start, end, field: more.field || '', fields: more.fields || '', near: more.near || ''};
    }
  }

  /** Read a query as typed. @param {string} text @param {string[]} fields @param {boolean} typing  whether it may be unfinished @returns {(Leaf | Sign)[]} */
  function read(text, fields, typing) {
    /** @type {(Leaf | Sign)[]} */
    const found = [];
    /** Fields of the brackets that are open: `subject:(iran OR iraq)`. @type {string[]} */
    const groups = [];
    let place = 0;
    const skip = () => { while (/\s/.test(text[place] || '')) place++; };
    for (skip(); place < text.length; skip()) {
      const group = /^([+-]?)([a-z]+):\s*\(/i.exec(text.slice(place)), named = group ? knownField(group[2], fields) : '';
      if (group && fields.includes(named)) {
        if (group[1] === '-') found.push({operator: 'NOT', start: place, end: place + 1});
        found.push({operator: '(', start: place, end: place += group[0].length});
        groups.push(named);
        continue;
      }
      const operator = /^(?:AND|OR|NOT|&&?|\|\|?)(?=[\s(]|$)|^[()]/.exec(text.slice(place));
      if (operator) {
        const name = operator[0][0] === '&' ? 'AND' : operator[0][0] === '|' ? 'OR' : operator[0];
        found.push({operator: name, start: place, end: place += operator[0].length});
        if (name === '(') groups.push(groups[groups.length - 1] || '');
        else if (name === ')') groups.pop();
        continue;
      }
      const dash = /^(?:-{2,}|[-–—](?=\s))/.exec(text.slice(place));
      if (dash) {
        place += dash[0].length;  // between words
        continue;
      }
      const leaf = readLeaf(text, place, fields, typing);
      place = leaf.end;
      if (!leaf.field) leaf.field = groups[groups.length - 1] || '';
      if (leaf.text) found.push(leaf);
    }
    return found;
  }

  /** @param {string} text @param {number} start @param {string[]} fields @param {boolean} typing @returns {Leaf} */
  function readLeaf(text, start, fields, typing) {
    const signed = /^(\++|-(?!-)|!(?=[\p{L}\p{N}"“]))\s*/u.exec(text.slice(start)), sign = signed ? signed[1][0].replace('!', '-') : '';
    let place = start + (signed ? signed[0].length : 0), field = '';
    const rest = text.slice(place), named = /^([a-z]+):(?!\/\/)/i.exec(rest), isUntil = /^to:\s*\d{4}/i.test(rest);
    const isField = named && (isUntil || isKnown(named[1], fields) || !/^\s/.test(rest.slice(named[0].length)));  // “Re: this” names none
    if (named && isField) {
      field = isUntil ? 'until' : fieldOf(named[1], place, fields);
      place += named[0].length;
      while (/\s/.test(text[place] || '')) place++;
    }
    if (place >= text.length) throw new Unreadable('syntaxWord', field ? place - 1 : start, text.length);
    // Who forgets the second quotation mark means a phrase all the same, to the end or the next operator.
    const open = typing ? null : /^["“”„]([^"“”„]*?\S)()\s*(?=$|\s(?:AND|OR|NOT|&&|\|\|)\s)/.exec(text.slice(place));
    const quoted = /^["“”„]([^"“”„]*)(["“”])/.exec(text.slice(place)) || open;
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
    const dated = datedOf(field, named ? named[1].toLowerCase() : '', words);
    if (dated && dated.value && !readDays(dated.value)) throw new Unreadable('syntaxDate', place - words.length, place);
    const isReference = field === 'ref' && quoted !== null;  // an ID has no blanks
    const kind = dated ? 'days' : quoted && !isReference ? 'phrase' : 'word', plain = isReference ? words.replace(/[^\p{L}\p{N}]/gu, '') : words;
    return {
      kind, sign, field: dated ? dated.field : field, text: dated ? dated.value : plain.replace(/\\(.)/g, '$1'), distance, boost, start, end: place, parts: [],
      also: [], others: [], run: 1, extra: [], tokens: quoted ? passage.analyse(words) : [], open: quoted !== null && !quoted[2]
    };
  }

  /**
   * What a leaf says of days: `date:2009-05`, `year:>2008`, `from:2008`, or a day by itself; null if nothing.
   * @param {string} field @param {string} typed  the name of the field as typed @param {string} words
   * @returns {{field: string, value: string} | null}
   */
  function datedOf(field, typed, words) {
    const compared = /^([<>]=?)(.*)$/.exec(words);
    if (compared && (field === 'year' || DAYS.has(field))) {
      return {field: {'>': 'after', '>=': 'since', '<': 'before', '<=': 'until'}[compared[1]] || '', value: compared[2]};
    }
    if (DAYS.has(field)) return {field, value: words};
    if (typed === 'from' && readDays(words)) return {field: 'since', value: words};
    if (!field && /^\d{4}-\d\d(?:-\d\d)?(?:\.\.\d{4}-\d\d(?:-\d\d)?)?$/.test(words) && readDays(words)) return {field: 'date', value: words};
    return null;
  }

  /** Whether a text is a day, a month, a year, or two of these with dots between. @param {string} text */
  function readDays(text) {
    return text.split('..').every((day) => query.dayOf(day, false)) && text.split('..').length < 3;
  }

  /** @param {string} typed @param {string[]} fields */
  function isKnown(typed, fields) {
    return knownField(typed, fields) !== '';
  }

  /** The field of a name, in the singular or plural; empty for none. @param {string} typed @param {string[]} fields */
  function knownField(typed, fields) {
    const name = typed.toLowerCase(), forms = [name, name.replace(/ies$/, 'y'), name.replace(/es$/, ''), name.replace(/s$/, '')];
    const found = forms.map((form) => FRIENDLY[form] || form).find((form) => fields.includes(form) || DAYS.has(form));
    return found || '';
  }

  /** The field whose name comes nearest to one that is none; empty if none is near. @param {string} typed @param {string[]} fields */
  function nearestField(typed, fields) {
    /** @type {Record<string, string>} */
    const names = {...Object.fromEntries([...fields, ...DAYS].map((name) => [name, name])), ...FRIENDLY, ...OFFERED};
    const name = typed.toLowerCase(), own = (/** @type {string} */ each) => fields.includes(names[each]) || DAYS.has(names[each]);
    const [best] = Object.keys(names).filter(own).map((each) => ({each, steps: distanceOf(name, each)})).sort((a, b) => a.steps - b.steps);
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

  /** The field that a reader means. @param {string} typed @param {number} place @param {string[]} fields */
  function fieldOf(typed, place, fields) {
    const field = knownField(typed, fields);
    if (field) return field;
    throw new Unreadable('syntaxField', place, place + typed.length, {field: typed, fields: fields.join(', '), near: nearestField(typed, fields)});
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

  /** Words side by side may be one in the text, as `oil field` and `oilfield`: it is welcome beside two words alone. @param {(Leaf | Sign)[]} items */
  function welcomePairs(items) {
    const [first, last] = items;
    if (items.length !== 2 || !isPlain(first) || !isPlain(last)) return;
    const mayJoin = (/** @type {Leaf} */ leaf) => !leaf.sign && /^[a-z]{3,6}$/i.test(leaf.text) && !analysis.isStopWord(leaf.text.toLowerCase());
    if (mayJoin(first) && mayJoin(last)) last.extra.push({text: (first.text + last.text).toLowerCase(), welcome: true});
  }

  /** Fill in what a leaf looks for. Gives words that the index leaves out. @param {Leaf} leaf @returns {string[]} */
  function expand(leaf) {
    if (leaf.kind === 'days') return [];
    if (leaf.kind === 'phrase') {
      const alone = leaf.tokens.length === 1;
      leaf.parts = leaf.tokens.filter((token) => !token.common).map((token) => [alone ? {text: analysis.trim(token.surface.toLowerCase())} : {text: token.key, stem: token.key}]);
      return [];
    }
    if (leaf.field === 'ref' && /^[a-z]+\d+$/i.test(leaf.text)) leaf.text = '*' + leaf.text;
    // An ID without its numbers is the post that sent it.
    if (leaf.field === 'ref' && /^[a-z][a-z .'-]+$/i.test(leaf.text)) {
      leaf.field = 'origin';
      leaf.text = APART[leaf.text.toLowerCase().replace(/[^a-z]/g, '')] || leaf.text;
    }
    if (leaf.field === 'classification' && leaf.kind === 'word') leaf.text = LEVELS[leaf.text.toLowerCase()] || leaf.text;
    if (leaf.field === 'year' && /^\d\d$/.test(leaf.text)) leaf.text = (Number(leaf.text) > 65 ? '19' : '20') + leaf.text;
    const left = [];
    for (const word of wordsOf(leaf)) {
      const single = SINGLE_LETTER.test(word);
      if (word.includes('*') || single) {
        const pattern = single ? word.replace(/[^\p{L}\p{N}*]+$/u, '') : word;
        if (/[^*]/.test(word)) leaf.parts.push([{text: analysis.foldPattern(pattern), ...single ? {single} : {}}]);
        continue;
      }
      const bare = analysis.trim(word);
      if (!bare) continue;
      if (analysis.isStopWord(bare) && !leaf.field) {
        // `US` is no “us”.
        if (leaf.text === 'US') leaf.parts.push([{text: 'u.s'}]);
        else left.push(bare);
        continue;
      }
      const alone = /^[\u3400-\u9fff\uf900-\ufaff]$/.test(bare);
      if (leaf.distance) leaf.parts.push([{text: bare, distance: leaf.distance}]);
      else leaf.parts.push(alone ? [{text: bare + '*'}] : formsOf(bare).map((text) => ({text})));
    }
    addCompound(leaf);
    return leaf.parts.length ? [] : left;  // the `a` of `A/S` is part of a name
  }

  /** A word in the forms that have stems of their own, and abbreviations with and without full stops; mostly it is alone. @param {string} bare */
  function formsOf(bare) {
    const plain = bare.replaceAll('.', '');
    if (!STOPPED.has(plain)) return [...analysis.spellings(bare), ...OTHER_FORMS.get(bare) || []];
    const dotted = Array.from(plain).join('.');
    return [bare, bare === plain ? dotted : plain, ...plain === 'usa' ? ['u.s'] : []].filter((form) => !analysis.isStopWord(form));
  }

  /** Let a word stand for its parts and parts for the word: `oil-field` for `oilfield`, `counterterrorism` for `counter-terrorism`. @param {Leaf} leaf */
  function addCompound(leaf) {
    if (leaf.sign || leaf.distance || FACTS.has(leaf.field)) return;
    const words = leaf.parts.map(([word]) => word.text), prefixed = words.length === 1 && PREFIXED.exec(words[0]);
    const parts = prefixed ? [prefixed[1], prefixed[2]] : words.length === 2 && words.every((word) => /^[a-z]{2,}$/.test(word)) && words.join('').length > 5 ? [words.join('')] : [];
    if (parts.length) leaf.others.push({...leaf, text: parts.join('-'), parts: parts.map((text) => [{text, welcome: true}]), also: [], others: [], extra: [], tokens: []});
  }

  /** The terms of one or several words, as synonyms are compared. @param {string} text */
  function termsOf(text) {
    return analysis.words(text).filter((word) => !analysis.isStopWord(word)).map(analysis.stem);
  }

  /**
   * Let synonyms stand in for leaves: other single words beside a word, and several words for a word, a phrase or words in a row.
   * @param {(Leaf | Sign)[]} items @param {string[][]} synonyms
   */
  function addSynonyms(items, synonyms) {
    for (let i = 0; synonyms.length && i < items.length; i++) {
      const leaf = items[i];
      if (!('kind' in leaf) || leaf.kind === 'days' || leaf.distance || FACTS.has(leaf.field) || !leaf.parts.length) continue;
      for (const group of synonyms) {
        const run = group.map((name) => rowOf(items, i, termsOf(name))).reduce((most, each) => Math.max(most, each), 0);
        if (!run) continue;
        addGroup(leaf, group, run, termsIn(items.slice(i, i + run)));
        i += run - 1;
        break;
      }
    }
  }

  /** Terms of leaves in a row. @param {(Leaf | Sign)[]} items */
  function termsIn(items) {
    return items.flatMap((item) => 'kind' in item ? item.parts.map(([word]) => word.stem ?? analysis.stem(word.text)) : []).join(' ');
  }

  /** How many leaves from a place on are these terms; 0 if they are others. @param {(Leaf | Sign)[]} items @param {number} at @param {string[]} terms */
  function rowOf(items, at, terms) {
    const leaf = items[at], wanted = terms.join(' ');
    if (!wanted || !('kind' in leaf)) return 0;
    if (termsIn([leaf]) === wanted) return 1;
    const row = items.slice(at, at + terms.length);
    return row.every((item) => isPlain(item) && !item.sign && item.parts.length === 1) && termsIn(row) === wanted ? terms.length : 0;
  }

  /** @param {Leaf} leaf @param {string[]} group @param {number} run @param {string} terms */
  function addGroup(leaf, group, run, terms) {
    leaf.also = group.filter((name) => termsOf(name).join(' ') !== terms);
    leaf.run = run;
    for (const name of leaf.also) {
      const words = analysis.words(name).filter((word) => !analysis.isStopWord(word)).map((text) => [{text}]);
      if (run === 1 && leaf.kind === 'word' && leaf.parts.length === 1 && words.length === 1) leaf.parts[0].push(...words[0]);
      else if (words.length) leaf.others.push({...leaf, kind: 'word', sign: '', text: name, parts: words, also: [], others: [], run: 1, extra: [], tokens: []});
    }
  }

  /**
   * Put `F` and `16` together; where the letters might be a word of their own (`RPG 7`), both are kept, and the two as one are
   * welcome besides. @param {(Leaf | Sign)[]} items @returns {(Leaf | Sign)[]}
   */
  function joinDesignators(items) {
    /** @type {(Leaf | Sign)[]} */
    const found = [];
    for (const item of items) {
      const last = found[found.length - 1], number = last && isPlain(last) && isPlain(item) && !item.sign ? analysis.tailOf(item.text.toLowerCase()) : [];
      if (last && isPlain(last) && isPlain(item) && number.length && isModel(last.text)) {
        const before = found[found.length - 2], one = (/** @type {string} */ head) => head.toLowerCase() + '1';
        // `UNSC resolution 1737` names it twice.
        if (before && isPlain(before) && !last.sign && analysis.spellings(one(last.text)).slice(1).includes(one(before.text))) {
          found.splice(-2, 1);
          last.start = before.start;
          last.sign = before.sign;
        }
        found[found.length - 1] = {...last, text: last.text + '-' + item.text, end: item.end};
        continue;
      }
      const head = last && isPlain(last) ? analysis.headOf(last.text.toLowerCase()) : '', isYear = isPlain(item) && /^(?:19|20)\d\d$/.test(item.text);
      const joined = head && number.length && !isYear ? analysis.join('', head, number) : [];
      found.push('kind' in item && joined.length ? {...item, extra: [{text: joined[0]}]} : item);
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
    return MODELS.has(word) || analysis.isLongHead(word) || word.length === 1 && analysis.headOf(word) === word && analysis.isHead(word);
  }

  /**
   * Take lower-case operators (`iran and not syria`, `(iran or iraq) and nuclear`) for such where the whole query alternates
   * between words and them, brackets apart. @param {(Leaf | Sign)[]} items @returns {(Leaf | Sign)[]}
   */
  function plainOperators(items) {
    /** @param {Leaf | Sign} item */
    const sign = (item) => 'operator' in item ? /[()]/.test(item.operator) ? item.operator : 'X' : isPlain(item) && !item.sign && /^(?:and|or|not|but)$/i.test(item.text) ? item.text[0].toLowerCase() : 'w';
    const shape = items.map(sign).join('');
    // `human rights not iran`: words of a text have small ones beside them.
    const excludes = /^w{2,3}n{1}w$/.test(shape) && items.every((item) => !isPlain(item) || sign(item) !== 'w' || !analysis.isStopWord(item.text.toLowerCase()));
    if (!excludes && !/^\(*w\)*(?:(?:[ao]n?|b?n)\(*w\)*)+$/.test(shape)) return items;
    return items.flatMap((item) => {
      if (!('kind' in item) || sign(item) === 'w') return [item];
      return sign(item) === 'b' ? [] : [{operator: item.text.toUpperCase(), start: item.start, end: item.end}];
    });
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
      if ('kind' in item) {
        const rest = item.run > 1 ? items.slice(place, place += item.run - 1) : [];
        return nodeOf(item, rest.filter((other) => 'kind' in other));
      }
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

  /** A leaf with its sign and what may stand in for it, and for those behind it. @param {Leaf} leaf @param {Leaf[]} [rest] @returns {Node} */
  function nodeOf(leaf, rest = []) {
    /** @type {Node} */
    const own = rest.length ? {and: [leaf, ...rest].map((each) => ({leaf: each}))} : {leaf};
    const node = leaf.others.length ? {or: [own, ...leaf.others.map((each) => ({leaf: each}))]} : own;
    return leaf.sign === '-' ? {not: node} : node;
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

  /**
   * What has to be met, as `requirements`, but of whole leaves: each by any of its leaves, or by one that is not there.
   * @param {Node} node @param {boolean} [negative] @returns {{leaf: Leaf, negative: boolean}[][]}
   */
  function demands(node, negative = false) {
    if ('not' in node) return demands(node.not, !negative);
    if ('leaf' in node) return node.leaf.parts.length ? [[{leaf: node.leaf, negative}]] : [];
    const nodes = ('and' in node ? node.and : node.or).map((child) => demands(child, negative)).filter((each) => each.length);
    if (('and' in node) !== negative) return nodes.flat();
    return nodes.reduce((some, more) => some.flatMap((one) => more.map((other) => [...one, ...other])), /** @type {{leaf: Leaf, negative: boolean}[][]} */ ([[]]));
  }

  /** @typedef {{clauses: Search.Clause[], phrases: Search.Phrase[], checks: Search.Check[]}} Built  `phrases` and `checks`: what the index alone cannot tell */

  /** What a tree asks for. @param {Node} node @param {string[]} fields @param {number} [boost] @returns {Built} */
  function built(node, fields, boost) {
    const wanted = demands(node).filter((demand) => demand.length), phrases = [], checks = [];
    for (const demand of wanted) {
      const [{leaf, negative}] = demand, phrase = phraseOf(leaf, negative);
      if (demand.length === 1 && phrase) phrases.push(phrase);
      else if (demand.some((each) => each.negative || phraseOf(each.leaf, false)) && (demand.length > 1 || negative && leaf.parts.length > 1)) checks.push(checkOf(demand, fields));
    }
    return {clauses: clausesOf(requirements(node), fields, boost), phrases, checks};
  }

  /** The phrase that a leaf stands for, or null. @param {Leaf} leaf @param {boolean} excluded @returns {Search.Phrase | null} */
  function phraseOf(leaf, excluded) {
    const close = !leaf.field && /^a[-‐–]?(\d{2,3})$/i.exec(leaf.text), joined = leaf.parts.length === 1 && leaf.parts[0][0].text;
    if (leaf.kind === 'word' && close && joined === 'a' + close[1]) return {field: '', excluded, keys: ['a', close[1]], written: 'A[-‐–]?' + close[1]};
    const tokens = leaf.kind === 'phrase' ? leaf.tokens : excluded && leaf.parts.length > 1 ? passage.analyse(leaf.text) : [];
    return tokens.length > 1 ? {field: leaf.field, excluded, keys: tokens.map((token) => token.key)} : null;
  }

  /** A demand that any of several leaves meets. @param {{leaf: Leaf, negative: boolean}[]} demand @param {string[]} fields @returns {Search.Check} */
  function checkOf(demand, fields) {
    /** @type {Search.Check} */
    const check = {phrases: [], sets: []};
    for (const {leaf, negative} of demand) {
      const phrase = phraseOf(leaf, negative);
      if (phrase) check.phrases.push(phrase);
      else check.sets.push({clauses: clausesOf(requirements({leaf}), fields, 0), excluded: negative});
    }
    return check;
  }

  /** Clauses of requirements; those that lunr cannot express are left to checks. @param {Literal[][]} all @param {string[]} fields @param {number} [boost] @returns {Search.Clause[]} */
  function clausesOf(all, fields, boost) {
    const possible = all.filter((literals) => literals.length && (literals.length === 1 || !literals.some((literal) => literal.negative)));
    return possible.map((literals) => ({
      words: literals.flatMap((literal) => literal.part), any: true, presence: literals[0].negative ? PROHIBITED : REQUIRED,
      fields: fieldsOf(literals, fields), boost: boost === undefined ? Math.max(...literals.map((literal) => literal.leaf.boost)) : boost
    }));
  }

  /** @param {Literal[]} literals @param {string[]} fields */
  function fieldsOf(literals, fields) {
    const named = literals.map((literal) => literal.leaf.field);
    return named.some((field) => !field) ? fields : Array.from(new Set(named));
  }

  /** Leaves with signs and fields, no operators. @param {Leaf[]} leaves @param {string[]} fields @returns {Built} */
  function listOf(leaves, fields) {
    const meant = leaves.filter((leaf) => leaf.parts.length);
    const plain = meant.filter((leaf) => !leaf.sign && !leaf.field && leaf.kind === 'word' && !phraseOf(leaf, false));
    const named = meant.filter((leaf) => !leaf.sign && leaf.field && leaf.kind === 'word');
    const signed = meant.filter((leaf) => !plain.includes(leaf) && !named.includes(leaf));
    const counts = [...plain, ...signed.filter((leaf) => leaf.sign !== '-' && !FACTS.has(leaf.field)), ...named.filter((leaf) => !FACTS.has(leaf.field))].length > 0;
    /** @type {Built[]} */
    const parts = [{clauses: plain.flatMap((leaf) => wishesOf(leaf, fields)), phrases: [], checks: []}, ...signed.map((leaf) => built(nodeOf(leaf), fields, FACTS.has(leaf.field) && counts ? 0 : undefined))];
    for (const field of new Set(named.map((leaf) => leaf.field))) {
      const node = {or: named.filter((leaf) => leaf.field === field).map((leaf) => nodeOf(leaf))};
      parts.push(built(node, fields, FACTS.has(field) && counts ? 0 : undefined));
    }
    const needed = signed.some((leaf) => leaf.sign !== '-');
    // What narrows does not make the words optional.
    const narrows = named.length > 0 || signed.some((leaf) => leaf.sign !== '-' && FACTS.has(leaf.field));
    if (narrows && plain.length) {
      const words = plain.flatMap((leaf) => [...leaf.parts.flat(), ...leaf.others.flatMap((other) => other.parts.flat())]);
      parts.push({clauses: [{words, any: true, fields, presence: REQUIRED, boost: 0}], phrases: [], checks: []});
    }
    if (!needed) parts.push({clauses: [], phrases: [], checks: wholeOf(plain, fields)});
    return {clauses: parts.flatMap((part) => part.clauses), phrases: parts.flatMap((part) => part.phrases), checks: parts.flatMap((part) => part.checks)};
  }

  /** Clauses of a word that is welcome; short parts of one with hyphens (`al-Qaeda`, `e-mail`) do not count for the order. @param {Leaf} leaf @param {string[]} fields @returns {Search.Clause[]} */
  function wishesOf(leaf, fields) {
    const clause = (/** @type {Search.Word[]} */ words, /** @type {number} */ boost) => ({words, any: true, fields, presence: OPTIONAL, boost});
    const isLong = (/** @type {Search.Word[]} */ part) => part.some((word) => word.text.length > 2);
    const parts = leaf.parts.map((part) => clause(part, leaf.parts.some(isLong) && !isLong(part) && leaf.parts.length > 1 ? 0 : leaf.boost));
    return [...parts, ...leaf.extra.map((word) => clause([word], 3 * leaf.boost)), ...leaf.others.flatMap((other) => wishesOf(other, fields))];
  }

  /** Where a word has several parts, one word of the query has to be there with all of its own. @param {Leaf[]} plain @param {string[]} fields @returns {Search.Check[]} */
  function wholeOf(plain, fields) {
    /** @type {Leaf[]} */
    const units = [];
    for (let i = 0; i < plain.length; i += plain[i].run) {
      units.push(...plain.slice(i, i + plain[i].run), ...plain[i].others);
    }
    if (units.every((leaf) => leaf.parts.length === 1)) return [];
    const single = units.filter((leaf) => leaf.parts.length === 1), words = single.flatMap((leaf) => [...leaf.parts[0], ...leaf.extra]);
    const sets = units.filter((leaf) => leaf.parts.length > 1).map((leaf) => ({clauses: clausesOf(requirements({leaf}), fields, 0), excluded: false}));
    if (words.length) sets.unshift({clauses: [{words, any: true, fields, presence: REQUIRED, boost: 0}], excluded: false});
    return [{phrases: [], sets}];
  }

  /** Days of `before:`, `after:` and the like. @param {Leaf[]} leaves @returns {{from: string, to: string}} */
  function daysOf(leaves) {
    const days = {from: '', to: ''};
    for (const {field, text} of leaves.filter((leaf) => leaf.kind === 'days' && leaf.text && leaf.sign !== '-')) {
      const [first, last = first] = text.split('..');
      if (field === 'date') days.from = [days.from, query.dayOf(first, false)].filter(Boolean).sort()[0];
      if (field === 'date') days.to = [days.to, query.dayOf(last, true)].sort()[1];
      if (field === 'since') days.from = query.dayOf(first, false);
      if (field === 'until') days.to = query.dayOf(last, true);
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

  /** What stands before the name of a post: `Embassy Madrid 869`, `REF: 09 MADRID 869`. */
  const BEFORE_POST = /^(?:(?:ref|reference|cable|mrn|id|the)(?:\s*[:#]\s*|\s+(?=\S)))+/i;
  const MISSION = /(?:^|(?<=^(?:\d{2}|\d{4}) ))(?:us |u s |american )?(?:am)?(?:embassy|emb|consulate general|consulate|consul|congen|mission|interests section) (?=[a-z])/i;
  /**
   * Other names of posts, with the words that IDs have, as in cable/codes/posts.yml; and names that changed.
   * @type {Record<string, string>}
   */
  const POSTS = {
    secstate: 'state', secretaryofstate: 'state', departmentofstate: 'state', statedepartment: 'state', washington: 'state', department: 'state',
    usun: 'usunnewyork', usunny: 'usunnewyork', newyork: 'usunnewyork', unvie: 'unvievienna', useu: 'useubrussels', usunrome: 'unrome', addis: 'addisababa',
    bsb: 'bandarseribegawan', guatemalacity: 'guatemala', hague: 'thehague', hcmc: 'hochiminhcity', hochiminh: 'hochiminhcity', saigon: 'hochiminhcity',
    kuwaitcity: 'kuwait', mexicocity: 'mexico', osaka: 'osakakobe', panamacity: 'panama', rio: 'riodejaneiro', saintpetersburg: 'stpetersburg',
    kiev: 'kyiv', kyiv: 'kiev', yangon: 'rangoon', bombay: 'mumbai', calcutta: 'kolkata', madras: 'chennai', basra: 'basrah', delhi: 'newdelhi',
    tlv: 'telaviv', jerusalemcg: 'jerusalem', kl: 'kualalumpur', hk: 'hongkong', bkk: 'bangkok', pap: 'portauprince', nato: 'usnato'
  };

  /** Names of posts that are one word in an ID and several in a table, as in cable/codes/posts.yml. @type {Record<string, string>} */
  const APART = Object.fromEntries((
    'abu-dhabi addis-ababa ait-taipei bandar-seri-begawan buenos-aires cape-town chiang-mai ciudad-juarez dar-es-salaam ho-chi-minh-city hong-kong ' +
    'iran-rpo-dubai kuala-lumpur la-paz new-delhi nuevo-laredo osaka-kobe phnom-penh ponta-delgada port-au-prince port-louis port-moresby port-of-spain ' +
    'rio-de-janeiro rpo-dubai san-jose san-salvador santo-domingo sao-paulo st-petersburg tel-aviv the-hague un-rome unesco-paris-fr unvie-vienna ' +
    'useu-brussels usun-new-york'
  ).split(' ').map((name) => [name.replaceAll('-', ''), name.replaceAll('-', ' ')]));

  /**
   * References in any form that a query can be: `09 ANKARA 1549`, `ANKARA 251`, `1549 Ankara 2009`, `Embassy Ankara no. 251`.
   * @param {string} text @returns {Search.Reference[]}
   */
  function references(text) {
    const post = '([a-z][a-z ]*?)', gap = '[\\s-]*';
    /** @type {Search.Reference[]} */
    const found = [];
    const plain = text.replace(/["“”„]/g, '').trim().replace(BEFORE_POST, '').replace(/(?<=\p{L})['’](?=\p{L})/gu, '').replace(/^\d[^\s]*$/, (one) => one.replaceAll('/', ' ')).replace(/[,.#]/g, ' ').replace(/\s+/g, ' ')
      .trim().replace(MISSION, '').replace(/ (?:no|nr|number|cable|telegram) (?=\d+$)/i, ' ');
    const forms = [
      ['^(\\d{2}|(?:19|20)\\d{2}) ?' + gap + post + gap + '(\\d{1,8})$', 1, 2, 3], ['^' + post + ' (\\d{2}|(?:19|20)\\d{2})[- ](\\d{1,8})$', 2, 1, 3],
      ['^(\\d{1,8}) ' + post + ' (\\d{2}|(?:19|20)\\d{2})$', 3, 2, 1], ['^' + post + '[ -]?(\\d{1,8})$', 0, 1, 2]
    ];
    for (const [pattern, year, name, number] of forms) {
      const match = new RegExp(String(pattern), 'i').exec(plain);
      if (!match) continue;
      const letters = match[Number(name)].replace(/\s/g, '').toLowerCase(), other = POSTS[letters];
      const reference = {year: year ? match[Number(year)] : '', number: match[Number(number)].replace(/^0+(?=.)/, ''), plain: year === 1 || year === 2 && name === 1};
      if (letters.length > 2) found.push({...reference, post: letters});
      if (other) found.push({...reference, post: other, plain: false});
    }
    return found;
  }

  const MARKING = '\\(\\s*(?:TS|S|C|SBU|U|LOU|FOUO)(?:\\s*[-/]+\\s*[A-Z]{2,6})*\\s*\\)';
  /** What stands before paragraphs and between pages, and is not part of the text: `5. (C)`, `ANKARA 00000251 002 OF 004`. */
  const AROUND = new RegExp('^\\s*(?:¶\\s*)?(?:\\(?\\d{1,3}[.)]\\s+)?(?:' + MARKING + '\\s*)?|(?<=\\s)(?:¶\\s*)?\\d{1,3}[.)]\\s+' + MARKING + '\\s*|¶', 'g');
  const PAGE_HEAD = /\b[A-Z][A-Z ]{2,24} \d{6,8} +\d{3}(?:\.\d+)? OF \d{3}(?:\.\d+)?/g;
  /** Where a quotation leaves words out. */
  const ELISION = /[[(]\s*(?:…|\.\s?\.\s?\.)\s*\.?[\])]|…+|(?:\s\.){3,}|\.{3,}/;

  /**
   * The words of a quotation, in the stretches between which it leaves words out: six words or more, nothing but words, in quotes, or not if some are small ones.
   * @param {string} text @param {string[]} fields @returns {Search.Stretch[]}  empty if it is a query
   */
  function quotationOf(text, fields) {
    const whole = /^["“”„]([^"“”„]*)["“”]?$/.exec(text.trim());
    if (!whole && !isProse(text, fields)) return [];
    const stretches = (whole ? whole[1] : text).replace(PAGE_HEAD, ' ').replace(AROUND, ' ').split(ELISION).map((part) => ({text: part, tokens: passage.analyse(part)}));
    const tokens = stretches.flatMap((part) => part.tokens);
    return tokens.length >= LEAST_QUOTED && tokens.some((token) => !token.common) ? stretches.filter((part) => part.tokens.length) : [];
  }

  /** Whether a text is sentences and no query: no fields, signs, stars or marks, and capitals that might be operators only among capitals. @param {string} text @param {string[]} fields */
  function isProse(text, fields) {
    if (isQuestion(text)) return false;
    const names = text.matchAll(/(?:^|[\s(])[+-]?([a-z]+):(?=\S)/gi), outside = text.replace(/["“][^"“”]*["”]/g, ' ');
    if (Array.from(names).some(([, name]) => isKnown(name, fields) && !/^[A-Z]+$/.test(name))) return false;
    if (/(?:^|\s)[+-](?=[\p{L}"“])|[^\s*]\*(?:\s|$)|(?:^|\s)\*[^\s*]|[^\s][~^]\d|&&|\|\|/u.test(text)) return false;
    if (/[^\s*]\*[^\s*]/.test(text) && text.split(/\s+/).length < 2 * LEAST_QUOTED) return false;
    if (/(?:^|[\s(])(?:AND|OR|NOT)(?=[\s(]|$)/.test(text) && /\p{Ll}/u.test(text)) return false;
    if (!passage.analyse(text).some((token) => token.common)) return false;  // names in a row: no sentence is without small words
    return outside === text || passage.analyse(outside).length >= LEAST_QUOTED;
  }

  /** Whether a text asks for something and quotes nothing: `what did the ambassador say about corruption`. @param {string} text */
  function isQuestion(text) {
    const count = text.trim().split(/\s+/).length, asks = ASKS.test(text.trim());
    return count <= LONGEST_QUESTION && (IS_ABOUT.test(text) || asks && !/[.!;]["”]?$/.test(text.trim())) || /\?$/.test(text.trim()) && asks && count <= 2 * LONGEST_QUESTION;
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
    const distance = leaf.distance && leaf.kind === 'word' ? '~' + leaf.distance : '', boost = leaf.boost !== 1 ? '^' + leaf.boost : '';
    const kind = leaf.sign === '-' ? 'not' : leaf.sign === '+' ? 'all' : leaf.kind === 'phrase' ? 'all' : leaf.field ? 'field' : 'any';
    return {kind, field: leaf.field, text: shown + distance + boost, also: leaf.also, open: leaf.open, start: leaf.start, end: leaf.end};
  }

  /**
   * Understand a query.
   * @param {string} text  as typed
   * @param {{fields: string[], synonyms: string[][], typing?: boolean}} known  fields of the index, synonyms of the site; whether
   *     the reader is typing, so that a phrase may still be open
   * @returns {Search.Understood}
   */
  function understand(text, known) {
    const {fields, synonyms, typing = false} = known, quoted = quotationOf(text, fields), day = wording.dayNamed(text);
    /** @type {Search.Understood} */
    const understood = {
      text, clauses: [], phrases: [], checks: [], days: {from: '', to: ''}, chips: [], ignored: [], unclear: [], tooCommon: false,
      nothing: !/[\p{L}\p{N}\p{So}]/u.test(text), quotation: quoted, references: day ? [] : references(text)
    };
    if (quoted.length) {
      understood.clauses = quotedClauses(quoted.flatMap((part) => part.tokens), fields);
      return understood;
    }
    let items = plainOperators(joinDesignators(read(day ? 'date:' + day : text, fields, typing)));
    if (day && 'kind' in items[0]) items = [{...items[0], end: text.length}];
    if (!items.some((item) => 'operator' in item && (item.operator === 'AND' && !precedesNot(items, item) || item.operator === 'OR'))) {
      items = withoutNot(items).filter((item) => !('operator' in item));
    }
    const [named, next] = items;
    if (named && next && isPlain(named) && items.length > 2 && CABLES.test(named.text) && 'kind' in next && (next.kind === 'days' || ABOUT.test(next.text))) {
      items = items.slice(1);
      understood.ignored.push(named.text.toLowerCase());
    }
    welcomePairs(items);
    const leaves = items.filter((item) => 'kind' in item), operators = items.some((item) => 'operator' in item && /[A-Z]/.test(item.operator));
    for (const leaf of leaves) {
      understood.ignored.push(...expand(leaf));
      spreadYears(leaf);
    }
    addSynonyms(items, synonyms);
    const tree = operators ? parse(items) : null, needed = tree ? requirements(tree) : [];
    Object.assign(understood, tree ? built(tree, fields) : listOf(leaves, fields));
    const either = items.some((item) => 'operator' in item && item.operator === 'OR');
    const misplaced = leaves.filter((leaf) => leaf.kind === 'days' && (either || leaf.sign === '-'));
    const inexact = leaves.filter((leaf) => leaf.kind === 'phrase' && leaf.distance);  // phrases differ in no word
    understood.unclear = [...misplaced.map((leaf) => leaf.field + ':' + leaf.text), ...inexact.map((leaf) => '~' + leaf.distance)];
    understood.days = either ? understood.days : daysOf(leaves);
    const {clauses, phrases, checks, days} = understood;
    understood.tooCommon = text.trim() !== '' && !clauses.length && !phrases.length && !checks.length && !days.from && !days.to;
    understood.tooCommon = understood.tooCommon || leaves.some((leaf) => leaf.kind === 'phrase' && leaf.sign !== '-' && leaf.tokens.length > 0 && !leaf.parts.length);
    const chips = leaves.filter((leaf) => leaf.parts.length || leaf.kind !== 'word').map((leaf) => {
      const chip = chipOf(leaf), mine = needed.filter((literals) => literals.some((literal) => literal.leaf === leaf));
      if (!mine.length) return chip;
      const kind = mine.some((literals) => literals.some((literal) => literal.leaf === leaf && literal.negative)) ? 'not' : 'all';
      const family = [leaf, ...leaf.others];
      return {...chip, kind: kind === 'all' && mine.every((literals) => literals.some((literal) => !family.includes(literal.leaf))) ? 'any' : kind};
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

  return {understand, without, references, Unreadable, FACTS, DAYS, APART};
})();
