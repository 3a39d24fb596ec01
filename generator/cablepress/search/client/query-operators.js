/** AND, OR, NOT, in capitals or as a reader writes them, and the tree that they make of leaves. No DOM, no network. */
Cablepress.search.operators = (() => {
  'use strict';

  const {analysis} = Cablepress.search;
  const {isPlain} = Cablepress.search.syntax;

  /** Whether an item is this operator. @param {Search.Item | undefined} item @param {string} operator */
  function is(item, operator) {
    return item !== undefined && 'operator' in item && item.operator === operator;
  }

  /** An item as a letter: `a`nd, `o`r, `n`ot, `b`ut, a bracket, another `w`ord, or `X` for an operator. @param {Search.Item} item */
  function letterOf(item) {
    if ('operator' in item) return /[()]/.test(item.operator) ? item.operator : 'X';
    return isPlain(item) && !item.sign && /^(?:and|or|not|but)$/i.test(item.text) ? item.text[0].toLowerCase() : 'w';
  }

  /**
   * Take lower-case operators (`iran and not syria`, `(iran or iraq) and nuclear`) for such where the whole query alternates
   * between words and them, brackets apart. @param {Search.Item[]} items @returns {Search.Item[]}
   */
  function plain(items) {
    const shape = items.map(letterOf).join('');
    // `human rights not iran`: words of a text have small ones beside them.
    const excludes = /^w{2,3}nw$/.test(shape) && items.every((item) => !isPlain(item) || letterOf(item) !== 'w' || !analysis.isStopWord(item.text.toLowerCase()));
    if (!excludes && !/^\(*w\)*(?:(?:[ao]n?|b?n)\(*w\)*)+$/.test(shape)) return items;
    return items.flatMap((item) => {
      if (!('kind' in item) || letterOf(item) === 'w') return [item];
      return letterOf(item) === 'b' ? [] : [{operator: item.text.toUpperCase(), start: item.start, end: item.end}];
    });
  }

  /** Whether items need a tree: there is an OR, or an AND that does not merely stand before a NOT. @param {Search.Item[]} items */
  function needTree(items) {
    return items.some((item, i) => {
      const next = items[i + 1], excluded = is(next, 'NOT') || next && 'kind' in next && next.sign === '-';
      return is(item, 'OR') || is(item, 'AND') && !excluded;
    });
  }

  /** Leaves of a query without a tree: NOT is a sign before the next word. @param {Search.Item[]} items @returns {Search.Leaf[]} */
  function signed(items) {
    return items.flatMap((item, i) => {
      if (!('kind' in item)) return [];
      return is(items[i - 1], 'NOT') ? [{...item, sign: '-', start: items[i - 1].start}] : [item];
    });
  }

  /** Makes a tree of AND, OR and NOT; words side by side are AND. */
  class Parser {
    /** @param {Search.Item[]} items */
    constructor(items) {
      this.items = items;
      this.place = 0;
    }

    /** Go behind an operator if it is here. @param {string} operator */
    take(operator) {
      const found = is(this.items[this.place], operator);
      if (found) this.place++;
      return found;
    }

    /** The whole query; brackets that close none fall away. @returns {Search.Node} */
    all() {
      const nodes = [];
      while (this.place < this.items.length) {
        nodes.push(this.either());
        this.take(')');
      }
      return nodes.length === 1 ? nodes[0] : {and: nodes};
    }

    /** @returns {Search.Node} */
    either() {
      const nodes = [this.both()];
      while (this.take('OR')) nodes.push(this.both());
      return nodes.length > 1 ? {or: nodes.filter((node) => !('and' in node) || node.and.length)} : nodes[0];
    }

    /** @returns {Search.Node} */
    both() {
      const nodes = [], here = () => this.items[this.place];
      while (here() && !is(here(), 'OR') && !is(here(), ')')) if (!this.take('AND')) nodes.push(this.one());
      return nodes.length === 1 ? nodes[0] : {and: nodes};
    }

    /** @returns {Search.Node} */
    one() {
      const item = this.items[this.place++];
      if (!item) return {and: []};
      if ('kind' in item) {
        const rest = item.run > 1 ? this.items.slice(this.place, this.place += item.run - 1) : [];
        return nodeOf(item, rest.filter((other) => 'kind' in other));
      }
      if (item.operator === 'NOT') return {not: this.one()};
      const inside = this.either();
      this.take(')');
      return inside;
    }
  }

  /** The tree of a query. @param {Search.Item[]} items */
  function parse(items) {
    return new Parser(items).all();
  }

  /** A leaf with its sign and what may stand in for it, and for those behind it. @param {Search.Leaf} leaf @param {Search.Leaf[]} [rest] @returns {Search.Node} */
  function nodeOf(leaf, rest = []) {
    /** @type {Search.Node} */
    const own = rest.length ? {and: [leaf, ...rest].map((each) => ({leaf: each}))} : {leaf};
    const node = leaf.others.length ? {or: [own, ...leaf.others.map((each) => ({leaf: each}))]} : own;
    return leaf.sign === '-' ? {not: node} : node;
  }

  return {is, plain, needTree, signed, parse, nodeOf};
})();
