/**
 * What a reader means by a query. Each rule is in the module of its kind, and here is their order: a quotation, or else
 * syntax, designators, operators, words, synonyms, clauses. Whatever is left out is said. No DOM, no network.
 */
Cablepress.search.understanding = (() => {
  'use strict';

  const {clauses, days, designators, leafWords, operators, references, sentences, synonyms, syntax} = Cablepress.search;

  /**
   * Understand a query.
   * @param {string} text  as typed
   * @param {{fields: string[], synonyms: string[][], typing?: boolean}} known  fields of the index, synonyms of the site; whether
   *     the reader is typing, so that a phrase may still be open
   * @returns {Search.Understood}
   */
  function understand(text, known) {
    const {fields} = known, quotation = sentences.quotationOf(text, fields), day = days.dayNamed(text);
    /** @type {Search.Understood} */
    const understood = {
      text, clauses: sentences.quotedClauses(quotation, fields), phrases: [], checks: [], days: {from: '', to: ''}, chips: [], ignored: [], unclear: [], tooCommon: false,
      nothing: !/[\p{L}\p{N}\p{So}]/u.test(text), quotation, references: day ? [] : references.inText(text)
    };
    return quotation.length || !text.trim() ? understood : {...understood, ...answerTo(itemsOf(text, day, known), known)};
  }

  /** Read a query, or the day that it is, as leaves and operators. @param {string} text @param {string} day @param {Parameters<typeof understand>[1]} known */
  function itemsOf(text, day, {fields, typing = false}) {
    const items = operators.plain(designators.joined(syntax.read(day ? 'date:' + day : text, fields, typing)));
    return day ? [{...items[0], end: text.length}] : items;
  }

  /** What leaves and operators mean. @param {Search.Item[]} read @param {Parameters<typeof understand>[1]} known */
  function answerTo(read, {fields, synonyms: groups}) {
    const hasTree = operators.needTree(read), all = hasTree ? read : operators.signed(read);
    const word = sentences.wordForCables(all), items = word ? all.slice(1) : all, leaves = items.filter((item) => 'kind' in item);
    leafWords.welcomePairs(items);
    const ignored = [...word ? [word] : [], ...leaves.flatMap(leafWords.fill)];
    synonyms.add(items, groups);
    const tree = hasTree ? operators.parse(items) : null, either = items.some((item) => operators.is(item, 'OR'));
    const built = tree ? clauses.ofTree(tree, fields) : clauses.ofList(leaves, fields), range = days.rangeOf(either ? [] : leaves);
    const chips = leaves.filter((leaf) => leaf.parts.length || leaf.kind !== 'word').map((leaf) => chipOf(leaf, tree ? clauses.requirements(tree) : []));
    const isPlain = !either && chips.every((chip) => chip.kind === 'any' && !chip.also.length);  // the words say it themselves
    return {...built, days: range, chips: isPlain ? [] : chips, ignored, unclear: unclearOf(leaves, either), tooCommon: isTooCommon(leaves, built, range)};
  }

  /** What could not be expressed: days that are excluded or alternatives, and phrases that may differ in words. @param {Search.Leaf[]} leaves @param {boolean} either */
  function unclearOf(leaves, either) {
    const misplaced = leaves.filter((leaf) => leaf.kind === 'days' && (either || leaf.sign === '-'));
    const inexact = leaves.filter((leaf) => leaf.kind === 'phrase' && leaf.distance);
    return [...misplaced.map((leaf) => leaf.field + ':' + leaf.text), ...inexact.map((leaf) => '~' + leaf.distance)];
  }

  /** Whether nothing that the index has is left of a query, or of a phrase in it. @param {Search.Leaf[]} leaves @param {Search.Built} built @param {{from: string, to: string}} range */
  function isTooCommon(leaves, {clauses: wanted, phrases, checks}, {from, to}) {
    const isEmpty = ![wanted, phrases, checks, from, to].some((each) => each.length);
    return isEmpty || leaves.some((leaf) => leaf.kind === 'phrase' && leaf.sign !== '-' && leaf.tokens.length > 0 && !leaf.parts.length);
  }

  /** What a chip says of a leaf. @param {Search.Leaf} leaf @param {Search.Literal[][]} needed  requirements of the tree, if there is one @returns {Search.Chip} */
  function chipOf(leaf, needed) {
    const {field, also, open, start, end} = leaf, isPhrase = leaf.kind === 'phrase';
    const distance = leaf.distance && leaf.kind === 'word' ? '~' + leaf.distance : '', boost = leaf.boost !== 1 ? '^' + leaf.boost : '';
    return {kind: kindOf(leaf, needed), field, text: (isPhrase ? '“' + leaf.text + '”' : leaf.text) + distance + boost, also, open, start, end};
  }

  /** Whether a leaf must be there (all), must not, narrows a field, or is one of several. @param {Search.Leaf} leaf @param {Search.Literal[][]} needed */
  function kindOf(leaf, needed) {
    const mine = needed.filter((literals) => literals.some((literal) => literal.leaf === leaf)), family = [leaf, ...leaf.others];
    if (mine.flat().some((literal) => literal.leaf === leaf && literal.negative)) return 'not';
    if (mine.length) return mine.every((literals) => literals.some((literal) => !family.includes(literal.leaf))) ? 'any' : 'all';
    if (leaf.sign) return leaf.sign === '-' ? 'not' : 'all';
    return leaf.kind === 'phrase' ? 'all' : leaf.field ? 'field' : 'any';
  }

  /** The query without one of its chips. @param {string} text @param {{start: number, end: number}} chip */
  function without(text, chip) {
    const before = text.slice(0, chip.start).replace(/(?:^|\s+)(?:AND|OR|NOT|and|or|not|&&|\|\|)\s*$/, ' '), after = text.slice(chip.end);
    return (before.trim() ? before + after : after.replace(/^\s*(?:AND|OR)\s+/i, '')).replace(/\s+/g, ' ').trim();
  }

  return {understand, without};
})();
