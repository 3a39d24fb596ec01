/*
 * Citations of cables, made in the reader's browser: the twin of citation.py, from the same styles
 * (citation_styles.json, which stands before this text as window.cablepressStyles). No DOM, no network.
 */
(() => {
  'use strict';

  /**
   * What is cited; empty text for what is not known, dates in ISO 8601.
   * @typedef {{id: string, title: string, origin: string, created: string, released: string, classification: string,
   *   tags: string[], site: string, url: string, version: string}} Citable
   * @typedef {{name: string, escape?: string, parts: string[]}} Style
   */

  /** @type {{months: string[], short: string[], styles: Record<string, Style>}} */
  const data = /** @type {any} */ (window).cablepressStyles;

  /** @type {Record<string, string>} */
  const LATEX = {
    '\\': '\\textbackslash{}', '{': '\\textbraceleft{}', '}': '\\textbraceright{}', '~': '\\textasciitilde{}',
    '^': '\\textasciicircum{}', '&': '\\&', '%': '\\%', $: '\\$', '#': '\\#', _: '\\_'
  };
  /** @type {Record<string, string>} */
  const WIKI = {'&': '&amp;', '~': '&#126;', '|': '{{!}}', '[': '&#91;', ']': '&#93;', '{': '&#123;', '}': '&#125;', '<': '&lt;'};

  /** @type {Record<string, (text: string) => string>} */
  const escapes = {
    latex: (text) => text.replace(/[\\{}~^&%$#_]/g, (char) => LATEX[char]),
    // Two apostrophes would be italics, four tildes a signature.
    wiki: (text) => text.replace(/[&~|[\]{}<]/g, (char) => WIKI[char]).replaceAll("''", '&#39;&#39;')
  };

  /**
   * A title as it stands within quotation marks, with single ones inside; and the last of these, if it ends with one.
   * @param {string} title
   */
  function withinQuotes(title) {
    const text = title.replace(/(?<![^\s([/—–-])"(?=\S)/g, '‘').replaceAll('“', '‘').replace(/["”]/g, '’');
    return text !== title && /["”]$/.test(title) ? [text.slice(0, -1), '’'] : [text, ''];
  }

  /**
   * Every field that a style may name.
   * @param {Citable} cited
   * @param {string} paragraph as printed, or empty
   * @param {string} anchor end of its address, or empty
   * @returns {Record<string, string>}
   */
  function fieldsOf(cited, paragraph, anchor) {
    const named = cited.title === cited.id || cited.title.startsWith(`${cited.id}, `) ? '' : cited.title;
    const [quoted, close] = withinQuotes(named);
    /** @type {Record<string, string>} */
    const fields = {
      id: cited.id,
      title: cited.title,
      named,
      quoted,
      close,
      signed: cited.origin ? named : '',
      unsigned: cited.origin ? '' : named,
      origin: cited.origin,
      classification: cited.classification,
      site: cited.site,
      url: cited.url && anchor ? `${cited.url}#${anchor}` : cited.url,
      paragraph,
      version: cited.version,
      undated: cited.created ? '' : 'n.d.'
    };
    if (cited.created) {
      const [year, month, day] = cited.created.slice(0, 10).split('-');
      const [long, short] = [data.months, data.short].map((names) => names[Number(month) - 1]);
      const number = Number(day);
      Object.assign(fields, {
        day: cited.created.slice(0, 10),
        slashed: `${year}/${month}/${day}`,
        year,
        month: String(Number(month)),
        long: `${long} ${number}, ${year}`,
        abbreviated: `${short} ${number}, ${year}`,
        dmy: `${number} ${short} ${year}`,
        ymd: `${year}, ${long} ${number}`
      });
    }
    return fields;
  }

  /**
   * The citation of a cable, or of one paragraph.
   * @param {Citable} cited
   * @param {string} name a style: chicago, mla, apa, bluebook, wiki, bibtex, ris
   * @param {string} [paragraph]
   * @param {string} [anchor]
   * @returns {string}
   */
  function cite(cited, name, paragraph = '', anchor = '') {
    const style = data.styles[name];
    const escape = escapes[style.escape || ''] || ((text) => text);
    const fields = fieldsOf(cited, paragraph, anchor);
    let made = '';
    for (const part of style.parts) {
      if (part.includes('%tag%')) {
        made += cited.tags.map((tag) => part.replace('%tag%', () => escape(tag))).join('');
        continue;
      }
      let whole = true;
      const piece = part.replace(/%(\w+)%/g, (_, field) => {
        const value = fields[field.replace(/^if_/, '')] || '';
        whole = whole && value !== '';
        if (field.startsWith('if_')) { return ''; }
        return field === 'id' || field === 'url' ? value : escape(value);
      });
      if (whole) {
        made += piece.startsWith('.') && /[.?!…][”’"')]*$/.test(made) ? piece.slice(1) : piece;
      }
    }
    return made;
  }

  /**
   * The item of a cable in CSL-JSON; what is not known is left out.
   * @param {Citable} cited
   * @returns {Record<string, any>}
   */
  function csl(cited) {
    const day = cited.created ? cited.created.slice(0, 10).split('-').map(Number) : null;
    const item = {
      id: cited.id,
      type: 'report',
      genre: 'Diplomatic cable',
      title: cited.title,
      author: cited.origin ? [{literal: cited.origin}] : null,
      issued: day ? {'date-parts': [day]} : null,
      number: cited.id,
      publisher: cited.origin,
      'collection-title': cited.site,
      keyword: cited.tags.join(', '),
      note: cited.classification,
      version: cited.version,
      URL: cited.url
    };
    return Object.fromEntries(Object.entries(item).filter(([, value]) => value));
  }

  /**
   * What a page says of its cable for machines, read back.
   * @param {any} item schema.org's ArchiveComponent
   * @returns {Citable}
   */
  function fromStructured(item) {
    return {
      id: item.identifier,
      title: item.name,
      origin: item.creator ? item.creator.name : '',
      created: item.dateCreated || '',
      released: item.datePublished || '',
      classification: item.conditionsOfAccess || '',
      tags: item.keywords || [],
      site: item.isPartOf.name,
      url: item.url || '',
      version: item.version || ''
    };
  }

  const names = Object.fromEntries(Object.entries(data.styles).map(([key, style]) => [key, style.name]));
  Object.assign(window, {cablepressCitations: {names, cite, csl, fromStructured}});
})();
