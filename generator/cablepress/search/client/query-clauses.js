/**
 * Clauses for the engine: a list of requirements, each met by any of some words. What the index alone cannot tell becomes a
 * phrase, to be looked for in the pages, or a check. No DOM, no network.
 */
Cablepress.search.clauses = (() => {
  'use strict';

  const {designators, passage} = Cablepress.search;
  const {FACTS} = Cablepress.search.fieldNames;
  const {nodeOf} = Cablepress.search.operators;
  const {Unreadable} = Cablepress.search.syntax;
  const OPTIONAL = 1, REQUIRED = 2, PROHIBITED = 3;
  const MAX_CLAUSES = 64;

  /**
   * What a tree asks for, as a list of which all has to be met, each by any of its members.
   * @template Member
   * @param {Search.Node} node @param {(leaf: Search.Leaf, negative: boolean) => Member[][]} ofLeaf  the same of a leaf
   * @param {boolean} [negative] @returns {Member[][]}
   */
  function allOf(node, ofLeaf, negative = false) {
    if ('not' in node) return allOf(node.not, ofLeaf, !negative);
    if ('leaf' in node) return ofLeaf(node.leaf, negative);
    const lists = ('and' in node ? node.and : node.or).map((child) => allOf(child, ofLeaf, negative)).filter((each) => each.length);
    if (('and' in node) !== negative) return lists.flat();
    return lists.reduce((some, more) => {
      if (some.length * more.length > MAX_CLAUSES) throw new Unreadable('broad', 0, 0);
      return some.flatMap((one) => more.map((other) => [...one, ...other]));
    }, /** @type {Member[][]} */ ([[]]));
  }

  /** Requirements of words: all parts of a leaf have to be there, or one of them must not. @param {Search.Node} node @returns {Search.Literal[][]} */
  function requirements(node) {
    return allOf(node, (leaf, negative) => {
      const literals = leaf.parts.map((part) => ({leaf, part, negative}));
      return negative ? literals.length ? [literals] : [] : literals.map((literal) => [literal]);
    });
  }

  /** Requirements of whole leaves, each to be there or not. @param {Search.Node} node @returns {Search.Demand[][]} */
  function demands(node) {
    return allOf(node, (leaf, negative) => leaf.parts.length ? [[{leaf, negative}]] : []);
  }

  /** What a tree asks for. @param {Search.Node} node @param {string[]} fields @param {number} [boost] @returns {Search.Built} */
  function ofTree(node, fields, boost) {
    const phrases = [], checks = [];
    for (const demand of demands(node).filter((each) => each.length)) {
      const [{leaf, negative}] = demand, phrase = phraseOf(leaf, negative);
      const isHidden = demand.some((each) => each.negative || phraseOf(each.leaf, false));  // from the index
      if (demand.length === 1 && phrase) phrases.push(phrase);
      else if (isHidden && (demand.length > 1 || negative && leaf.parts.length > 1)) checks.push(checkOf(demand, fields));
    }
    return {clauses: clausesOf(requirements(node), fields, boost), phrases, checks};
  }

  /** The phrase that a leaf stands for, or null. @param {Search.Leaf} leaf @param {boolean} excluded @returns {Search.Phrase | null} */
  function phraseOf(leaf, excluded) {
    const written = designators.writtenOf(leaf);
    if (written) return {field: '', excluded, ...written};
    const tokens = leaf.kind === 'phrase' ? leaf.tokens : excluded && leaf.parts.length > 1 ? passage.analyse(leaf.text) : [];
    return tokens.length > 1 ? {field: leaf.field, excluded, keys: tokens.map((token) => token.key)} : null;
  }

  /** A demand that any of several leaves meets. @param {Search.Demand[]} demand @param {string[]} fields @returns {Search.Check} */
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

  /** Any of some words. @param {Search.Word[]} words @param {string[]} fields @param {number} presence @param {number} boost @returns {Search.Clause} */
  function anyOf(words, fields, presence, boost) {
    return {words, any: true, fields, presence, boost};
  }

  /** Clauses of requirements; those that lunr cannot express are left to checks. @param {Search.Literal[][]} all @param {string[]} fields @param {number} [boost] */
  function clausesOf(all, fields, boost) {
    const possible = all.filter((literals) => literals.length && (literals.length === 1 || !literals.some((literal) => literal.negative)));
    return possible.map((literals) => anyOf(
      literals.flatMap((literal) => literal.part), fieldsOf(literals, fields), literals[0].negative ? PROHIBITED : REQUIRED,
      boost ?? Math.max(...literals.map((literal) => literal.leaf.boost))
    ));
  }

  /** @param {Search.Literal[]} literals @param {string[]} fields */
  function fieldsOf(literals, fields) {
    const named = literals.map((literal) => literal.leaf.field);
    return named.some((field) => !field) ? fields : Array.from(new Set(named));
  }

  /** Leaves with signs and fields, no operators. @param {Search.Leaf[]} leaves @param {string[]} fields @returns {Search.Built} */
  function ofList(leaves, fields) {
    const meant = leaves.filter((leaf) => leaf.parts.length), words = meant.filter((leaf) => !leaf.sign && leaf.kind === 'word');
    const plain = words.filter((leaf) => !leaf.field && !phraseOf(leaf, false)), named = words.filter((leaf) => leaf.field);
    const signed = meant.filter((leaf) => !plain.includes(leaf) && !named.includes(leaf)), needed = signed.filter((leaf) => leaf.sign !== '-');
    // Facts do not count for the order, if anything else does.
    const isFact = (/** @type {Search.Leaf} */ leaf) => FACTS.has(leaf.field), counts = plain.length > 0 || ![...needed, ...named].every(isFact);
    const boostOf = (/** @type {Search.Leaf} */ leaf) => counts && isFact(leaf) ? 0 : undefined;
    const parts = [{clauses: plain.flatMap((leaf) => wishesOf(leaf, fields)), phrases: [], checks: []}, ...signed.map((leaf) => ofTree(nodeOf(leaf), fields, boostOf(leaf)))];
    // The same field twice means either.
    for (const field of new Set(named.map((leaf) => leaf.field))) {
      const either = named.filter((leaf) => leaf.field === field);
      parts.push(ofTree({or: either.map((leaf) => nodeOf(leaf))}, fields, boostOf(either[0])));
    }
    // What narrows does not make the words optional.
    if (plain.length && (named.length || needed.some(isFact))) {
      const any = plain.flatMap((leaf) => [leaf, ...leaf.others]).flatMap((leaf) => leaf.parts.flat());
      parts.push({clauses: [anyOf(any, fields, REQUIRED, 0)], phrases: [], checks: []});
    }
    if (!needed.length) parts.push({clauses: [], phrases: [], checks: wholeOf(plain, fields)});
    return {clauses: parts.flatMap((part) => part.clauses), phrases: parts.flatMap((part) => part.phrases), checks: parts.flatMap((part) => part.checks)};
  }

  /** Clauses of a word that is welcome; short parts of one with hyphens (`al-Qaeda`, `e-mail`) do not count for the order. @param {Search.Leaf} leaf @param {string[]} fields @returns {Search.Clause[]} */
  function wishesOf(leaf, fields) {
    const {parts, boost} = leaf, isLong = (/** @type {Search.Word[]} */ part) => part.some((word) => word.text.length > 2), some = parts.some(isLong);
    return [
      ...parts.map((part) => anyOf(part, fields, OPTIONAL, some && !isLong(part) ? 0 : boost)),
      ...leaf.extra.map((word) => anyOf([word], fields, OPTIONAL, 3 * boost)), ...leaf.others.flatMap((other) => wishesOf(other, fields))
    ];
  }

  /** Where a word has several parts, one word of the query has to be there with all of its own. @param {Search.Leaf[]} plain @param {string[]} fields @returns {Search.Check[]} */
  function wholeOf(plain, fields) {
    /** @type {Search.Leaf[]} */
    const units = [];
    for (let i = 0; i < plain.length; i += plain[i].run) {
      units.push(...plain.slice(i, i + plain[i].run), ...plain[i].others);
    }
    const single = units.filter((leaf) => leaf.parts.length === 1), several = units.filter((leaf) => leaf.parts.length > 1);
    if (!several.length) return [];
    const words = single.flatMap((leaf) => [...leaf.parts[0], ...leaf.extra]);
    const sets = several.map((leaf) => ({clauses: clausesOf(requirements({leaf}), fields, 0), excluded: false}));
    if (words.length) sets.unshift({clauses: [anyOf(words, fields, REQUIRED, 0)], excluded: false});
    return [{phrases: [], sets}];
  }

  return {OPTIONAL, anyOf, requirements, ofTree, ofList};
})();
