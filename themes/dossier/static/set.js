/*
 * The page of a reader's own set: its order and notes, what it exports, its address. The address holds the IDs behind a "#",
 * which no browser sends to a server. save.js keeps the set, citations.js (before this text) makes the citations.
 */
(() => {
  'use strict';

  /** @typedef {{title: string, items: {id: string, note: string}[]}} ReaderSet */
  /** @typedef {{id: string, title: string, origin: string, created: string, released: string, classification: string, tags: string[], site: string, url: string, version: string}} Citable */

  const {read, write} = /** @type {{read: () => ReaderSet, write: (set: ReaderSet) => boolean}} */ (/** @type {any} */ (window).cablepressSaved);
  const {cite, csl} = /** @type {any} */ (window).cablepressCitations;
  const WORDS = {
    up: '[[set.up]]', down: '[[set.down]]', remove: '[[set.remove]]', note: '[[set.note]]', unknown: '[[set.unknown]]',
    loading: '[[set.loading]]', none: '[[set.none]]', sent: '[[set.sent]]', keep: '[[set.keep]]', own: '[[set.own]]',
    copied: '[[share.copied]]', kept: '[[set.kept]]', unkept: '[[set.unkept]]', name: '[[set.name]]'
  };
  const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
  const MOST = 2000;

  const page = document.getElementById('set');
  const list = document.getElementById('set-items');
  const status = document.getElementById('set-status');
  const title = /** @type {HTMLInputElement | null} */ (document.getElementById('set-title'));
  if (!page || !list || !status || !title) return;
  const count = Number(page.dataset.shards), site = page.dataset.site || '', base = page.dataset.url || '';

  /** What is known of cables: null, that there is none of this ID. @type {Map<string, Citable & {path: string} | null>} */
  const known = new Map();
  /** @type {Map<number, Promise<void>>} */
  const shards = new Map();
  /** @type {ReaderSet} */
  let set = {title: '', items: []};
  /** Whether it is the reader's own, and so kept. */
  let own = true;

  // The files that know the cables

  Object.assign(window, {cablepressSet: (/** @type {Record<string, any[]>} */ rows) => {
    for (const [id, [path, name, origin, created, released, classification, tags]] of Object.entries(rows)) {
      known.set(id, {id, path, title: name, origin, created, released, classification, tags, site, url: base && base + path, version: ''});
    }
  }});

  /** FNV-1a, as in set_files.py. @param {string} id */
  function shardOf(id) {
    let digest = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(id)) digest = Math.imul(digest ^ byte, 0x01000193) >>> 0;
    return digest % count;
  }

  /** @param {number} number */
  function load(number) {
    let loading = shards.get(number);
    if (!loading) {
      loading = new Promise((resolve) => {
        const script = document.createElement('script');
        script.src = `set/${number}.js`;
        script.addEventListener('load', () => resolve());
        script.addEventListener('error', () => resolve());
        document.head.append(script);
      });
      shards.set(number, loading);
    }
    return loading;
  }

  // The address

  /** A part of an address as text; what mail or a word processor broke stays as it is. @param {string} text */
  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  /** The IDs of the address, each once, in capitals where it has none; null when there is none. */
  function asked() {
    const parts = location.hash.slice(1).split(',').flatMap((part) => decoded(part).split(/[\s,;]+/)).filter((id) => ID.test(id));
    const ids = new Set(parts.map((id) => (/[A-Z]/.test(id) ? id : id.toUpperCase())));
    return ids.size ? Array.from(ids).slice(0, MOST) : null;
  }

  /** Take the set from the address, or else the reader's own. */
  function take() {
    const ids = asked(), mine = read(), same = ids && ids.join() === mine.items.map((item) => item.id).join();
    own = !ids || Boolean(same);
    set = own ? mine : {title: '', items: (ids || []).map((id) => ({id, note: mine.items.find((item) => item.id === id)?.note || ''}))};
    show();
  }

  /** Keep what was changed, and say it in the address. */
  function changed() {
    const ids = set.items.map((item) => item.id).join();
    history.replaceState(history.state, '', ids ? `#${ids}` : location.pathname + location.search);
    if (own && !write(set) && status) status.textContent = WORDS.unkept;
    show();
  }

  // What is shown

  /**
   * @param {string} name @param {Record<string, string>} attributes @param {...(Node | string)} children
   */
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  /** @param {string} sign @param {string} label @param {() => void} act @param {boolean} [off] */
  function button(sign, label, act, off) {
    const made = make('button', {type: 'button', title: label, 'aria-label': label}, sign);
    made.addEventListener('click', act);
    if (off) made.setAttribute('disabled', '');
    return made;
  }

  /** @param {number} from @param {number} to */
  function move(from, to) {
    const [item] = set.items.splice(from, 1);
    set.items.splice(to, 0, item);
    changed();
    const moved = list?.children[to]?.querySelector('button:not([disabled])');
    if (moved instanceof HTMLElement) moved.focus();
  }

  /** @param {{id: string, note: string}} item @param {number} index */
  function line(item, index) {
    const cable = known.get(item.id);
    const head = make('h2', {}, cable ? make('a', {href: cable.path}, cable.title) : item.id);
    const about = !known.has(item.id) ? WORDS.loading : cable ? cite(cable, 'chicago') : WORDS.unknown;
    const note = /** @type {HTMLTextAreaElement} */ (make('textarea', {rows: '2', 'aria-label': `${WORDS.note} ${item.id}`, placeholder: WORDS.note}));
    const printed = make('p', {class: 'printed'}, item.note);
    note.value = item.note;
    note.addEventListener('input', () => {
      item.note = note.value;
      printed.textContent = note.value;
      if (own) write(set);
    });
    const tools = make('p', {class: 'acts'},
      button('↑', `${WORDS.up} ${item.id}`, () => move(index, index - 1), index === 0),
      button('↓', `${WORDS.down} ${item.id}`, () => move(index, index + 1), index === set.items.length - 1),
      button('×', `${WORDS.remove} ${item.id}`, () => { set.items.splice(index, 1); changed(); }));
    return make('li', {'data-id': item.id}, head, make('p', {class: 'q'}, about), note, printed, tools);
  }

  function show() {
    if (!list || !status || !title || !page) return;
    list.replaceChildren(...set.items.map(line));
    title.value = set.title;
    title.hidden = !set.items.length;
    page.classList.toggle('empty', !set.items.length);
    status.replaceChildren(set.items.length ? '' : WORDS.none);
    if (!own) {
      status.replaceChildren(WORDS.sent, ' ', button(WORDS.keep, WORDS.keep, keep), ' ', button(WORDS.own, WORDS.own, mine));
    }
    const missing = set.items.filter((item) => !known.has(item.id));
    if (missing.length) fetchAll(missing.map((item) => item.id));
  }

  /** @param {string[]} ids */
  async function fetchAll(ids) {
    await Promise.all(Array.from(new Set(ids.map(shardOf)), load));
    for (const id of ids) if (!known.has(id)) known.set(id, null);
    // Lines that are being written in stay as they are.
    list?.querySelectorAll('li').forEach((each, index) => {
      const item = set.items[index];
      if (item && ids.includes(item.id) && !each.contains(document.activeElement)) each.replaceWith(line(item, index));
    });
  }

  /** Make a set that somebody sent the reader's own, after what they have. */
  function keep() {
    const before = read(), have = new Set(before.items.map((item) => item.id));
    set = {title: before.title || set.title, items: [...before.items, ...set.items.filter((item) => !have.has(item.id))]};
    own = true;
    changed();
    if (status) status.textContent = WORDS.kept;
  }

  function mine() {
    own = true;
    set = read();
    changed();
  }

  // What is exported

  const cables = () => set.items.map((item) => ({item, cable: known.get(item.id)})).filter((each) => each.cable);
  /** @param {string} style */
  const joined = (style) => () => cables().map(({cable}) => cite(cable, style)).join('');
  const COLUMNS = ['id', 'url', 'created', 'released', 'classification', 'origin', 'subject', 'tags', 'note'];
  /** @param {string} value */
  const cell = (value) => (/[",\r\n]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value);
  /** @param {string} text */
  const markdown = (text) => text.replace(/([\\`*_[\]<>#|])/g, '\\$1');

  /** @type {Record<string, [string, () => string]>} */
  const FORMATS = {
    csv: ['text/csv', () => [COLUMNS, ...cables().map(({item, cable}) => cable ? [
      cable.id, cable.url || cable.path, cable.created.replace('Z', ':00Z'), cable.released.replace('Z', ':00Z'), cable.classification,
      cable.origin, cable.title, cable.tags.join('; '), item.note] : [])].map((row) => `${row.map(cell).join(',')}\n`).join('')],
    ris: ['application/x-research-info-systems', () => cables().map(({item, cable}) => (
      cite(cable, 'ris').replace('ER  - \n', item.note ? `N2  - ${item.note.replace(/\s+/g, ' ')}\nER  - \n` : 'ER  - \n'))).join('')],
    bib: ['application/x-bibtex', joined('bibtex')],
    json: ['application/vnd.citationstyles.csl+json', () => `${JSON.stringify(cables().map(({item, cable}) => (
      {...csl(cable), ...(item.note ? {annote: item.note} : {})})), null, 1)}\n`],
    md: ['text/markdown', () => [`# ${markdown(set.title || site)}\n`, ...cables().map(({item, cable}, index) => cable ? (
      `${index + 1}. ${cable.url ? `[${markdown(cable.title)}](${cable.url})` : `**${markdown(cable.title)}**`}\n\n   ${markdown(cite(cable, 'chicago'))}\n`
      + (item.note ? `\n   > ${markdown(item.note).replace(/\n/g, '\n   > ')}\n` : '')) : '')].join('\n')]
  };

  /** Give the browser a file to save. @param {string} extension */
  async function download(extension) {
    await Promise.all(Array.from(new Set(set.items.map((item) => shardOf(item.id))), load));
    const [type, made] = FORMATS[extension];
    const address = URL.createObjectURL(new Blob([made()], {type: `${type};charset=utf-8`}));
    const anchor = make('a', {href: address, download: `${extension === 'json' ? 'set.csl' : 'set'}.${extension}`});
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  /** Put the address of the set on the clipboard. */
  async function copyAddress() {
    try {
      await navigator.clipboard.writeText(location.href);
    } catch {
      const area = document.body.appendChild(document.createElement('textarea'));
      area.value = location.href;
      area.select();
      document.execCommand('copy');
      area.remove();
    }
    if (status) status.textContent = WORDS.copied;
  }

  page.addEventListener('click', (event) => {
    const pressed = event.target instanceof Element ? event.target.closest('button[data-act]') : null;
    const act = pressed instanceof HTMLElement ? pressed.dataset.act || '' : '';
    if (act in FORMATS) download(act);
    else if (act === 'copy') copyAddress();
    else if (act === 'print') window.print();
    else if (act === 'clear') { set.items = []; changed(); }
  });
  title.addEventListener('input', () => {
    set.title = title.value;
    if (own) write(set);
  });
  window.addEventListener('hashchange', take);
  take();
  if (own && set.items.length) history.replaceState(history.state, '', `#${set.items.map((item) => item.id).join()}`);
})();
