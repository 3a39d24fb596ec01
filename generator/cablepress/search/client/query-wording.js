/** A query as it was typed or pasted, made plain: without what pasting brings along. No DOM, no network. */
Cablepress.search.wording = (() => {
  'use strict';

  const {days} = Cablepress.search;
  const {table} = Cablepress.search.fieldNames;
  const TAG = /<!--.*?-->|<\/?[a-z][a-z0-9]*(?:\s+[a-z-]+(?:=(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?)*\s*\/?>/gis;
  const ENTITIES = table({
    nbsp: ' ', amp: '&', quot: '"', apos: "'", '#39': "'", lt: '<', gt: '>', rsquo: '’', lsquo: '‘', ldquo: '“', rdquo: '”', hellip: '…',
    shy: '', mdash: '—', ndash: '–'
  });
  /** Soft hyphens, with the blank behind them, and marks of direction. */
  const UNSEEN = /\u00ad\s*|[\u200c-\u200f\u202a-\u202e\u2060\u2066-\u2069]/g;
  /** Quotation marks of other languages. */
  const MARKS = /[«»‹›「」『』〝〞〟＂]|''|``/g;
  /** A quotation in single marks, of two words at least; apostrophes may be inside its words. */
  const SINGLE = /(^|[\s(:+-])['‘‚‛]((?:[^'‘’‚‛"“”]|[’'](?=\p{L}))*\s(?:[^'‘’‚‛"“”]|[’'](?=\p{L}))*)['’‘](?=$|[\s),.;:?!])/gu;
  /** Words with a plus between them, as addresses have them. */
  const SUM = /(?<=^|\s)\p{L}{2,}(?:\+\p{L}{2,})+(?=\s|$)/gu;

  /**
   * A query without what pasting brings along: tags of HTML, soft hyphens, marks of direction; with quotation marks of all
   * languages as plain ones, and days in words as fields. @param {string} text
   */
  function clean(text) {
    const plain = text.replace(TAG, ' ').replace(/&(#39|[a-z]+);/gi, (all, name) => ENTITIES[name.toLowerCase()] ?? all);
    const marked = plain.replace(UNSEEN, '').replace(MARKS, '"').replace(SINGLE, '$1"$2"');
    return days.asFields(marked.replace(SUM, (all) => '+' + all.replaceAll('+', ' +')).trim());
  }

  return {clean};
})();
