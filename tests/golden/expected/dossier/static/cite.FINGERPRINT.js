window.cablepressStyles = {"months":["January","February","March","April","May","June","July","August","September","October","November","December"],"short":["Jan.","Feb.","Mar.","Apr.","May","June","July","Aug.","Sept.","Oct.","Nov.","Dec."],"styles":{"chicago":{"name":"Chicago","parts":["%origin%, ","“%quoted%,","%close%","%if_quoted%” ","diplomatic cable %id%, ","%long%, ","%undated%, ","%classification%, ","version %version%, ","para. %paragraph%, ","%site%",", %url%","."]},"mla":{"name":"MLA","parts":["%origin%. ","“%quoted%","%if_quoted%.","%close%","%if_quoted%” ","%site%, ","diplomatic cable no. %id%",", version %version%",", %dmy%",", par. %paragraph%",", %url%","."]},"apa":{"name":"APA","parts":["%origin%. ","%unsigned%","%if_unsigned%. ","(%ymd%). ","(%undated%). ","%signed% ","(Diplomatic Cable No. %id%",", version %version%",", para. %paragraph%","). ","%site%","."," %url%"]},"bluebook":{"name":"Bluebook","parts":["Cable from %origin%, ","%named%, ","%id%"," (version %version%)",", ¶ %paragraph%"," (%abbreviated%)"," (%undated%)",", %site%",", %url%","."]},"wiki":{"name":"Wikipedia","escape":"wiki","parts":["{{cite report"," |author=%origin%"," |title=%title%"," |type=Diplomatic cable"," |number=%id%"," |version=%version%"," |date=%day%"," |at=para. %paragraph%"," |publisher=%site%"," |url=%url%","}}"]},"bibtex":{"name":"BibTeX","escape":"latex","parts":["@techreport{%id%,\n","  author = {{%origin%}},\n","  title = {{%title%}},\n","  type = {Diplomatic cable},\n","  number = {%id%},\n","  version = {%version%},\n","  institution = {%origin%},\n","  date = {%day%},\n","  year = {%year%},\n","  month = {%month%},\n","  series = {%site%},\n","  note = {%classification%},\n","  pages = {para. %paragraph%},\n","  url = {%url%},\n","}\n"]},"ris":{"name":"RIS","escape":"line","parts":["TY  - RPRT\n","ID  - %id%\n","AU  - %origin%\n","TI  - %title%\n","M3  - Diplomatic cable\n","SN  - %id%\n","ET  - version %version%\n","PB  - %origin%\n","DA  - %slashed%\n","PY  - %year%\n","T2  - %site%\n","N1  - %classification%\n","KW  - %tag%\n","SP  - para. %paragraph%\n","UR  - %url%\n","ER  - \n"]}}};
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
/*
 * Citing on a cable's page: another style, the paragraph that the address points to, and buttons that copy a citation, or
 * a quotation with its citation and address. The words are made by citations.js (which stands before this text) of what
 * the page says for machines.
 */
(() => {
  'use strict';

  /** @type {{copy: (words: string) => void, words: (start: Element | null) => string}} */
  const {copy, words} = /** @type {any} */ (window).cablepressPage;
  const {names, cite, csl, fromStructured} = /** @type {any} */ (window).cablepressCitations;
  /** Words of the interface, put in when the site is built. */
  const WORDS = {style: "Style of the citation", copy: "Copy citation", quote: "Copy with quotation"};
  const KEPT = 'cablepress-style';

  const shown = document.getElementById('_cite');
  const data = document.querySelector('script[type="application/ld+json"]');
  if (!shown || !data) return;
  const cited = fromStructured(JSON.parse(data.textContent || ''));
  const select = document.createElement('select');
  let anchor = '';

  /** What the reader chose before, if the browser remembers. @param {string} [chosen] */
  function style(chosen) {
    try {
      if (chosen) localStorage.setItem(KEPT, chosen);
      return localStorage.getItem(KEPT) || 'chicago';
    } catch {
      return chosen || 'chicago';
    }
  }

  /** The citation in the style at hand, of the cable or of the paragraph that was asked for. */
  function citation() {
    if (select.value === 'csl') return JSON.stringify([csl(cited)], null, 1);
    const number = /^par(\d+)/.exec(anchor);
    return cite(cited, select.value, number ? number[1] : '', anchor).trim();
  }

  /** Make the citation that of a passage, and give it. @param {string} fragment '#par3', or empty */
  function follow(fragment) {
    const target = document.getElementById(decodeURIComponent(fragment.slice(1)));
    anchor = target && target.closest('.text') ? target.id : '';
    return show();
  }

  function show() {
    const made = citation();
    if (shown) {
      shown.textContent = made;
      shown.classList.toggle('code', ['bibtex', 'ris', 'csl', 'wiki'].includes(select.value));
    }
    return made;
  }

  /** What the reader has selected in the text; the citation then is of the passage in which it begins. */
  function selected() {
    const selection = getSelection();
    const chosen = selection ? String(selection).replace(/¶/g, '').replace(/\s+/g, ' ').trim() : '';
    const node = selection && chosen ? selection.getRangeAt(0).startContainer : null;
    const element = node instanceof Element ? node : node && node.parentElement;
    const passage = element && element.closest('.text > [id]');
    if (!passage) return '';
    follow(`#${passage.id}`);
    return chosen;
  }

  /** Quotation, citation and address, ready to be pasted into a letter. */
  function quotation() {
    const quoted = selected() || (anchor ? words(document.getElementById(anchor)) : '');
    // Where the archive has no address of its own, the one at hand will do, if others can open it.
    const here = !cited.url && location.protocol.startsWith('http') ? location.href.split(/[?#]/)[0] : '';
    return [quoted && `“${quoted}”`, citation(), here && anchor ? `${here}#${anchor}` : here].filter(Boolean).join('\n\n');
  }

  /** @param {string} label @param {() => string} made what it copies */
  function button(label, made) {
    const element = document.createElement('button');
    element.type = 'button';
    element.append(label);
    element.addEventListener('click', () => copy(made()));
    return element;
  }

  Object.entries({...names, csl: 'CSL-JSON'}).forEach(([key, name]) => select.append(new Option(String(name), key)));
  select.value = style();
  if (!select.value) select.value = 'chicago';
  select.setAttribute('aria-label', WORDS.style);
  select.addEventListener('change', () => { show(); style(select.value); });
  const tools = document.createElement('p');
  tools.className = 'acts';
  tools.append(select, button(WORDS.copy, citation), button(WORDS.quote, quotation));
  shown.after(tools);
  Object.assign(window, {cablepressCite: follow});
  follow(location.hash);
})();
