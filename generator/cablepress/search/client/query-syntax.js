/**
 * The syntax of a query: signs, fields, quotation marks, operators, `~` and `^`. What is read are *leaves* (words, phrases,
 * days) and signs, with their places in the text. No DOM, no network.
 */
Cablepress.search.syntax = (() => {
  'use strict';

  const {days, passage} = Cablepress.search;
  const {knownField, nearestField} = Cablepress.search.fieldNames;

  /** A place where a query cannot be read. */
  class Unreadable extends Error {
    /** @param {string} name  of the words that explain it @param {number} start @param {number} end @param {{field?: string, fields?: string, near?: string}} [more] */
    constructor(name, start, end, more = {}) {
      super(name);
      this.place = {name, start, end, field: more.field || '', fields: more.fields || '', near: more.near || ''};
    }
  }

  /** AND, OR, NOT and their signs, before a blank or a bracket. */
  const OPERATOR = /^(?:AND|OR|NOT|&&?|\|\|?)(?=[\s(]|$)|^[()]/;
  /** A field of all that is in brackets: `subject:(iran OR iraq)`. */
  const GROUP = /^([+-]?)([a-z]+):\s*\(/i;
  /** Dashes between words. */
  const DASH = /^(?:-{2,}|[-–—](?=\s))/;
  const SIGN = /^(\++|-(?!-)|!(?=[\p{L}\p{N}"“]))\s*/u;
  /** A name before a colon that begins no address. */
  const FIELD = /^([a-z]+):(?!\/\/)/i;
  const QUOTED = /^["“”„]([^"“”„]*)(["“”])/;
  /** Who forgets the second quotation mark means a phrase all the same, to the end or the next operator. */
  const UNCLOSED = /^["“”„]([^"“”„]*?\S)()\s*(?=$|\s(?:AND|OR|NOT|&&|\|\|)\s)/;
  /** What is no phrase goes to the next blank; quotation marks and brackets may be within it. */
  const UNQUOTED = /^(?:\\.|[^\s()"“”„~^]|["“”„](?=\S)|[()](?=\S))+/;
  const MARK = /^([~^])([^\s~^()]*)/;

  /** Reads a query from left to right. */
  class Reader {
    /** @param {string} text @param {string[]} fields  of the index @param {boolean} typing  whether it may be unfinished */
    constructor(text, fields, typing) {
      this.text = text;
      this.fields = fields;
      this.typing = typing;
      this.place = 0;
      /** Fields of the brackets that are open. @type {string[]} */
      this.groups = [];
      /** @type {Search.Item[]} */
      this.items = [];
    }

    read() {
      for (this.skipBlanks(); this.place < this.text.length; this.skipBlanks()) {
        if (!this.readGroup() && !this.readOperator() && !this.take(DASH)) this.readLeaf();
      }
      return this.items;
    }

    skipBlanks() {
      while (/\s/.test(this.text[this.place] || '')) this.place++;
    }

    /** Go behind what a pattern finds here. @param {RegExp} pattern  from ^ on */
    take(pattern) {
      const found = pattern.exec(this.text.slice(this.place));
      if (found) this.place += found[0].length;
      return found;
    }

    /** The field of the brackets that are open. */
    get group() {
      return this.groups[this.groups.length - 1] || '';
    }

    readGroup() {
      const start = this.place, [all, sign, name] = GROUP.exec(this.text.slice(start)) || ['', '', ''], field = name && knownField(name, this.fields);
      if (!this.fields.includes(field)) return false;  // days have no brackets
      this.place += all.length;
      if (sign === '-') this.items.push({operator: 'NOT', start, end: start + 1});
      this.items.push({operator: '(', start, end: this.place});
      this.groups.push(field);
      return true;
    }

    readOperator() {
      const start = this.place, [sign] = this.take(OPERATOR) || [''];
      if (!sign) return false;
      const operator = sign[0] === '&' ? 'AND' : sign[0] === '|' ? 'OR' : sign;
      this.items.push({operator, start, end: this.place});
      if (operator === '(') this.groups.push(this.group);
      else if (operator === ')') this.groups.pop();
      return true;
    }

    readLeaf() {
      const start = this.place, signed = this.take(SIGN), sign = signed ? signed[1][0].replace('!', '-') : '';
      const {field, typed} = this.readField();
      if (this.place >= this.text.length) throw new Unreadable('syntaxWord', field ? this.place - 1 : start, this.text.length);
      const {words, quoted} = this.readWords(), {distance, boost} = this.readMarks();
      if (!words && (distance || boost !== 1)) throw new Unreadable('syntaxHere', start, this.place);
      if (!words && !quoted) this.place = Math.max(this.place, start + 1);
      const dated = days.dated(field, typed, words);
      if (dated && dated.value && !days.areDays(dated.value)) throw new Unreadable('syntaxDate', this.place - words.length, this.place);
      const isReference = field === 'ref' && quoted !== null;  // an ID has no blanks
      const text = dated ? dated.value : (isReference ? words.replace(/[^\p{L}\p{N}]/gu, '') : words).replace(/\\(.)/g, '$1');
      if (text) this.items.push({
        kind: dated ? 'days' : quoted && !isReference ? 'phrase' : 'word', sign, field: (dated ? dated.field : field) || this.group, text, distance, boost,
        start, end: this.place, parts: [], also: [], others: [], run: 1, extra: [], tokens: quoted ? passage.analyse(words) : [], open: quoted !== null && !quoted[2]
      });
    }

    /** The field that a reader means, and its name as typed. “Re: this” names none. */
    readField() {
      const start = this.place, rest = this.text.slice(start), [all, name] = FIELD.exec(rest) || ['', ''];
      const isUntil = /^to:\s*\d{4}/i.test(rest), field = isUntil ? 'until' : name && knownField(name, this.fields);
      if (!name || !field && /^\s/.test(rest.slice(all.length))) return {field: '', typed: ''};
      if (!field) throw new Unreadable('syntaxField', start, start + name.length, {field: name, fields: this.fields.join(', '), near: nearestField(name, this.fields)});
      this.place += all.length;
      this.skipBlanks();
      return {field, typed: name.toLowerCase()};
    }

    /** The words of a leaf, and what was found if they are quoted; to someone who types, a phrase may still be open. */
    readWords() {
      const rest = this.text.slice(this.place), quoted = QUOTED.exec(rest) || (this.typing ? null : UNCLOSED.exec(rest));
      const words = quoted ? quoted[1] : (UNQUOTED.exec(rest.replace(/[)]+(?=\s|$).*/s, '')) || [''])[0];
      this.place += quoted ? quoted[0].length : words.length;
      return {words, quoted};
    }

    /** `~1` and `^2` behind words. */
    readMarks() {
      let distance = 0, boost = 1;
      for (let start = this.place, mark = this.take(MARK); mark; start = this.place, mark = this.take(MARK)) {
        const value = /^\d+$/.test(mark[2]) ? Number(mark[2]) : NaN;
        if (mark[1] === '~' && !(value <= 2)) throw new Unreadable('syntaxDistance', start, this.place);
        if (mark[1] === '^' && !(value <= 1000)) throw new Unreadable('syntaxBoost', start, this.place);
        if (mark[1] === '~') distance = value;
        else boost = value;
      }
      return {distance, boost};
    }
  }

  /** Read a query as typed. @param {string} text @param {string[]} fields  of the index @param {boolean} typing  whether it may be unfinished */
  function read(text, fields, typing) {
    return new Reader(text, fields, typing).read();
  }

  /** A word without field and distance. @param {Search.Item | undefined} item @returns {item is Search.Leaf} */
  function isPlain(item) {
    return item !== undefined && 'kind' in item && item.kind === 'word' && !item.field && !item.distance;
  }

  /**
   * A place where a query cannot be read, for readers.
   * @param {{name: string, start: number, end: number, field: string, fields: string, near: string}} place @param {string} text  the query as typed
   * @returns {Search.Wrong}
   */
  function explain(place, text) {
    const {start, end, ...named} = place;
    return {
      ...named, before: text.slice(0, start), here: text.slice(start, end), after: text.slice(end),
      unfinished: /^[:~^\s]*$/.test(text.slice(end)) && (named.name === 'syntaxDate' || /[:~^+!-]\s*$/.test(text))
    };
  }

  /** A query whose last word is taken as the beginning of a word, or null if that word cannot be. @param {string} text */
  function asPrefix(text) {
    const last = /(?:^|[\s+])([\p{L}\p{N}]{2,})$/u.exec(text);
    return last ? {query: text + '*', word: last[1]} : null;
  }

  return {Unreadable, read, isPlain, explain, asPrefix};
})();
