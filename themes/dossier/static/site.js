/* Comforts of Cablepress pages; everything works without them. A classic script, so that it also runs from file://. */
(() => {
  'use strict';

  /** @type {(selector: string, within?: ParentNode) => HTMLElement | null} */
  const one = (selector, within = document) => within.querySelector(selector);
  /** @type {(selector: string, within?: ParentNode) => HTMLElement[]} */
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const text = one('.text');
  const TERM = '.term, [href^="#term_"]', MENTION = '.text [href$=".html"]';
  /** In a block, what is no word of it: its number, its sign, rules about a heading. */
  const EXTRAS = ':scope > b:first-child, :scope > a[href^="#"]:not([id]), h3 > i:not([data-page])';
  const WORDS = {
    copied: '[[share.copied]]', copy: '[[cable.copy]]', cite: '[[cable.cite]]', quote: '[[share.quote]]', print: '[[share.print]]',
    paragraph: '[[share.paragraph]]', close: '[[cable.close]]', view: '[[share.in_view]]', contents: '[[cable.contents]]',
    link: '[[text.link]]', accessed: '[[share.accessed]]', keys: '[[keys.list]]', on: '[[keys.on]]', off: '[[keys.off]]'
  };

  /** @param {string} name @param {Object<string, string>} attributes @param {...(Node | string)} children */
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  /** @param {string} label @param {() => void} act */
  function button(label, act) {
    const made = make('button', {type: 'button'}, label);
    made.addEventListener('click', act);
    return made;
  }

  const said = make('p', {id: '_said', role: 'status'});

  /** @param {string} words */
  const squeeze = (words) => words.replace(/\s+/g, ' ').trim();

  /** Read or keep; storage may be forbidden. @param {string} key @param {string} [value] @param {boolean} [ever] */
  function setting(key, value, ever) {
    try {
      const store = ever ? localStorage : sessionStorage;
      if (value !== undefined) store.setItem(key, value);
      return store.getItem(key);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      return null;
    }
  }

  // Copying

  /** Put words on the clipboard, and say so. @param {string} words */
  async function copy(words) {
    try {
      await navigator.clipboard.writeText(words);
    } catch {
      const area = document.body.appendChild(document.createElement('textarea'));
      area.value = words;
      area.className = 'vh';
      area.select();
      document.execCommand('copy');
      area.remove();
    }
    said.textContent = WORDS.copied;
    window.setTimeout(() => { said.textContent = ''; }, 2500);
  }

  /** The published address, where the page knows it. @param {string} fragment with its '#', or empty */
  function address(fragment) {
    const canonical = /** @type {HTMLLinkElement | null} */ (one('link[rel=canonical]'));
    return (canonical ? canonical.href : location.href.split(/[?#]/)[0]) + fragment;
  }

  /** The citation, of a paragraph. @param {string} fragment '#par3', or empty */
  function cite(fragment) {
    const styled = /** @type {{cablepressCite?: (fragment: string) => string}} */ (/** @type {any} */ (window)).cablepressCite;
    return styled ? styled(fragment) : squeeze(one('#_cite')?.textContent || '');
  }

  /** Fetch what only some pages need. */
  function loadScripts() {
    const here = /** @type {HTMLScriptElement} */ (document.currentScript).src.replace(/[^/]*$/, '');
    const own = one('#_cite') ? ['[[static/cite.js]]', '[[static/save.js]]'] : one('table.rows, #_filter') ? ['[[static/lists.js]]'] : [];
    for (const name of own.filter(Boolean)) {
      const script = document.createElement('script');
      script.src = here + name;
      script.async = false;
      document.head.append(script);
    }
  }

  /** The paragraph with the blocks that continue it. @param {Element | null} start */
  function passage(start) {
    const blocks = [];
    for (let block = start; block && (block === start || block.classList.contains('w')); block = block.nextElementSibling) {
      blocks.push(block);
    }
    return blocks;
  }

  /** Its words. @param {Element | null} start */
  function words(start) {
    return passage(start).map((block) => {
      const clone = /** @type {Element} */ (block.cloneNode(true));
      all(EXTRAS, clone).forEach((extra) => extra.remove());
      return squeeze(clone.textContent || '');
    }).join('\n');
  }

  // One card, beside the word that it is about

  const card = make('div', {class: 'card', role: 'dialog', tabindex: '-1', hidden: ''});
  /** @type {HTMLElement | null} */
  let opener = null;

  /** @param {HTMLElement} anchor @param {boolean} enter */
  function open(anchor, enter, /** @type {(Node | string)[]} */ ...content) {
    opener = anchor;
    card.replaceChildren(...content);
    card.hidden = false;
    card.setAttribute('aria-label', squeeze(anchor.textContent || ''));
    (one('main') || document.body).append(card);
    const at = anchor.getClientRects()[0] || anchor.getBoundingClientRect(), size = card.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - size.width - 8));
    const below = at.bottom + size.height + 12 < innerHeight || at.top < size.height + 12;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${(below ? at.bottom + 6 : at.top - size.height - 6) + scrollY}px`;
    if (enter) card.focus({preventScroll: true});
  }

  /** Hide the card; a focus in it goes back. */
  function close() {
    if (card.hidden) return;
    const back = card.contains(document.activeElement) ? opener : null;
    card.hidden = true;
    opener = null;
    // What is no link, such as a term that stands again, takes the focus too.
    if (back && back.tabIndex < 0) back.tabIndex = -1;
    back?.focus({preventScroll: true});
  }

  const shut = () => button(WORDS.close, close);
  /** Close the sheet of contents; no such id: the page stays where it is. */
  const shutSide = () => { if (location.hash === '#_side') location.replace('#_'); };

  /** Explain a term, a caption or a marking. @param {HTMLElement} anchor @param {string} id of its note */
  function explain(anchor, id) {
    const note = document.getElementById(id);
    if (!note) return false;
    const clone = /** @type {Element} */ (note.cloneNode(true));
    const code = one('a', clone);
    code?.replaceWith(make('b', {}, ...code.childNodes));
    open(anchor, true, make('p', {}, ...clone.childNodes), shut());
    return true;
  }

  /** @param {string} href */
  function listed(href) {
    const link = all('#_references + .refs a').find((each) => each.getAttribute('href') === href);
    return link?.closest('li') || null;
  }

  /** Show what a reference leads to. @param {HTMLElement} anchor */
  function preview(anchor) {
    const line = listed(anchor.getAttribute('href') || '');
    if (!line || opener === anchor) return false;
    const clone = /** @type {Element} */ (line.cloneNode(true));
    one('.as, b', clone)?.remove();
    open(anchor, false, ...clone.childNodes);
    return true;
  }

  /** What one can do with a paragraph. @param {HTMLElement} link its number, or its sign */
  function menu(link) {
    const fragment = link.getAttribute('href') || '';
    const target = document.getElementById(decodeURIComponent(fragment.slice(1)));
    const citation = cite(fragment);
    const done = (/** @type {string} */ what) => () => { copy(what); close(); };
    all('.here').forEach((each) => each.classList.remove('here'));
    history.replaceState(history.state, '', location.pathname + location.search + fragment);
    passage(target).forEach((block) => block.classList.add('here'));
    open(link, true, make('p', {}, `${one('.record a')?.textContent}${fragment}`), make('p', {class: 'acts'},
      button(WORDS.copy, done(address(fragment))),
      button(WORDS.cite, done(citation)),
      button(WORDS.quote, done([`“${words(target)}”`, citation, ...(citation.includes(fragment) ? [] : [address(fragment)])].join('\n\n'))), shut()));
  }

  /** @type {string} */
  let pointer = 'mouse';
  /** @type {number} */
  let timer = 0;

  /** @param {MouseEvent} event */
  function onClick(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !(event.target instanceof Element)) return;
    if (!card.hidden && !card.contains(event.target) && event.target !== opener) close();
    if (!event.target.closest('#_side')) shutSide();
    for (const menu of all('.by details[open]')) if (!menu.contains(event.target)) menu.removeAttribute('open');
    const link = /** @type {HTMLElement | null} */ (event.target.closest('a, [data-note], .text :is(b, a) > i'));
    if (!link) return;
    const href = link.getAttribute('href') || '', note = /^#((?:term|m|caption)_.+)/.exec(href);
    const id = note ? note[1] : link.dataset.note || (link.matches('i') && `m_${/** @type {HTMLElement} */ (link.closest('[data-m]')).dataset.m}`);
    if (id && explain(link, decodeURIComponent(id))) event.preventDefault();
    else if (link.matches('.text > * > b > a, .text > * > a[href^="#"]')) { event.preventDefault(); menu(link); }
    else if (link.matches(MENTION) && pointer !== 'mouse' && preview(link)) event.preventDefault();
  }

  /** @param {Event} event */
  function onHover(event) {
    clearTimeout(timer);
    const over = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest(`${MENTION}, .card`)) : null;
    if (over === card) return;
    const byFocus = event.type === 'focusin';
    if (over && byFocus && over.matches(':focus-visible')) preview(over);
    else if (over && !byFocus && pointer === 'mouse') timer = window.setTimeout(() => preview(over), 250);
    else if (opener?.matches(MENTION) && over !== opener) timer = window.setTimeout(close, 300);
  }

  // Reading position

  /** The bar, and what shows the section and paragraph of a block in it and in the contents. @param {HTMLElement[]} blocks */
  function makeBar(blocks) {
    const entries = new Map(all('#_side ol a').map((link) => [link.getAttribute('href')?.slice(1), link.closest('li')]));
    const numbers = blocks.map((block) => parseInt((one(':scope > b > a, p[id^="par"] > a', block)?.textContent || '').replace(/^\D+/, ''), 10));
    const last = numbers.filter(Boolean).pop(), place = make('span', {}), section = make('a', {});
    const bar = make('nav', {class: 'running', 'aria-label': WORDS.contents, hidden: ''}, make('a', {href: '#_main'}, one('.record a')?.textContent || ''), section, place);
    if (entries.size) bar.append(make('a', {href: '#_side'}, WORDS.contents));
    one('main')?.append(bar);

    return {bar, show: (/** @type {number} */ at) => {
      let entry = null, number = 0;
      for (let i = at; i >= 0 && (!entry || !number); i--) {
        number ||= numbers[i];
        entry ||= entries.get(blocks[i].id) || null;
      }
      all('#_side [aria-current]').forEach((each) => each.removeAttribute('aria-current'));
      entry?.setAttribute('aria-current', 'true');
      const head = entry && one('a:not([data-m])', entry);
      section.textContent = head ? head.textContent : '';
      section.setAttribute('href', head?.getAttribute('href') || '#_text');
      section.hidden = !head;
      place.textContent = number ? `${WORDS.paragraph} ${number} / ${last}` : '';
    }};
  }

  /** What lists the notes of terms and references on the screen, from a block on. @param {HTMLElement[]} blocks */
  function makeNotes(blocks) {
    const view = make('ul', {}), aside = make('div', {class: 'view', hidden: ''}, make('h2', {}, WORDS.view), view);
    one('#_side')?.append(aside);
    return (/** @type {number} */ first) => {
      const lines = new Set();
      for (let i = Math.max(0, first); i < blocks.length && blocks[i].getBoundingClientRect().top < innerHeight; i++) {
        for (const each of all(`${TERM}, ${MENTION}`, blocks[i])) {
          const href = each.getAttribute('href') || '';
          lines.add(each.matches(MENTION) ? listed(href) : document.getElementById(each.dataset.note || href.slice(1)));
        }
      }
      lines.delete(null);
      const key = Array.from(lines, (line) => line.textContent).join();
      if (key === view.dataset.key) return;
      view.dataset.key = key;
      aside.hidden = !lines.size;
      view.replaceChildren(...Array.from(lines, noteOf));
    };
  }

  /** A copy of a note, its codes no links. @param {HTMLElement} line */
  function noteOf(line) {
    const clone = /** @type {HTMLElement} */ (line.cloneNode(true));
    clone.removeAttribute('id');
    all('.as, b', clone).forEach((extra) => extra.remove());
    all('a[href^="#"]', clone).forEach((code) => code.replaceWith(make('b', {}, ...code.childNodes)));
    return clone;
  }

  /** Bar, contents and notes go with what is in view. */
  function follow() {
    const title = one('h1');
    if (!text || !title) return;
    const blocks = all(':scope > [id]', text), {bar, show} = makeBar(blocks), fill = makeNotes(blocks);
    // A heading has its sign from here, so that it is not read out as a part of it.
    for (const head of all('h3', text)) head.append(make('a', {href: `#${head.id}`, 'aria-label': `${WORDS.link} ${head.id}`}, '¶'));
    const wide = matchMedia('(width >= 1200px)');
    let waiting = false, shown = -2;
    const update = () => {
      waiting = false;
      bar.hidden = title.getBoundingClientRect().bottom > 0;
      let low = 0, high = blocks.length;
      const line = Math.min(200, innerHeight / 3);
      while (low < high) {
        const middle = (low + high) >> 1;
        if (blocks[middle].getBoundingClientRect().top <= line) low = middle + 1;
        else high = middle;
      }
      if (wide.matches) fill(low - 1);
      if (shown !== low - 1) show(shown = low - 1);
    };
    const soon = () => {
      if (!waiting) requestAnimationFrame(update);
      waiting = true;
    };
    document.addEventListener('scroll', soon, {passive: true});
    addEventListener('resize', soon);
    soon();
  }

  // Marks in the text

  /** Wrap what the second group of a pattern matches. @param {Node} place @param {RegExp} pattern @param {(words: string) => HTMLElement} wrap */
  function wrapAll(place, pattern, wrap) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT), nodes = [];
    while (walker.nextNode()) nodes.push(/** @type {Text} */ (walker.currentNode));
    for (const node of nodes) {
      for (const hit of Array.from(node.data.matchAll(pattern)).reverse()) {
        const rest = node.splitText(hit.index + hit[1].length);
        rest.splitText(hit[2].length);
        const wrapped = wrap(hit[2]);
        rest.replaceWith(wrapped);
        wrapped.append(rest);
      }
    }
  }

  /** @param {string[]} parts of a pattern, each a whole word */
  const wholeWords = (parts) => new RegExp(`(^|[^\\p{L}\\p{N}])(${parts.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  /** @param {string} words */
  const literal = (words) => words.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

  /** Where a term stands again, it can be asked for as well. */
  function markTerms() {
    /** @type {Map<string, string>} */
    const ids = new Map();
    for (const note of all('[id^="term_"]')) ids.set((one('a', note)?.textContent || '').toLowerCase(), note.id);
    if (!text || !ids.size) return;
    const pattern = wholeWords(Array.from(ids.keys(), literal));
    for (const block of all(':scope > [id]', text)) {
      wrapAll(block, pattern, (found) => {
        const plain = found.length < 5 && found !== found.toUpperCase();
        return make('span', plain ? {} : {class: 'term', 'data-note': ids.get(found.toLowerCase()) || ''});
      });
      all('a span.term', block).forEach((each) => each.replaceWith(...each.childNodes));
    }
  }

  /** Mark the words of "?mark=one+elect*" in the passage of the address, or in the whole text. */
  function markWords() {
    const asked = new URLSearchParams(location.search).get('mark');
    if (!asked || !text) return;
    const parts = asked.split(/\s+/).filter((each) => /[^*]/.test(each)).map((each) => {
      const start = each.replace(/\*$/, '');
      return literal(start) + (start === each ? '' : '[\\p{L}\\p{N}]*');
    });
    if (!parts.length) return;
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1))); // ':target' may not be set so early
    const within = target && text.contains(target) ? target : text;
    wrapAll(within, wholeWords(parts), () => make('mark', {}));
    if (within === text) goToBest(text);
  }

  /** Go to where most different words are marked: from file://, search cannot know it. @param {Element} within */
  function goToBest(within) {
    let best = '', most = 0;
    for (const block of all(':scope > [id]', within)) {
      const different = new Set(all('mark', block).map((mark) => mark.textContent?.toLowerCase())).size;
      if (different > most) [most, best] = [different, block.id];
    }
    if (best) location.replace(`#${best}`);
  }

  /** The marking beside a number asks for its meaning, as the first of its kind does; the number is for its paragraph. */
  function splitNumbers() {
    for (const link of all('.text[data-m] > p > a[href^="#par"]:first-child:not([data-m=""])')) {
      wrapAll(link, /()(\([^(]*)$/g, () => make('i', {}));
    }
  }

  // Keys, the switch, the printer

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === 'Escape') {
      close();
      const menu = one('.by [open]');
      menu?.removeAttribute('open');
      if (menu) one('summary', menu)?.focus();
      shutSide();
      return;
    }
    if (event.key === 'Tab' && !card.contains(document.activeElement)) close();
    if (event.key === 'Tab' && !card.hidden) {
      const stops = all('a, button', card), edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
      if (document.activeElement === edge || event.shiftKey && document.activeElement === card) close();
      return;
    }
    if (event.target instanceof Element && event.target.closest('input, select, textarea, [contenteditable]')) return;
    const off = setting('cablepress-keys', undefined, true) === 'off';
    if (event.key === '?') {
      const toggle = button(off ? WORDS.on : WORDS.off, () => { setting('cablepress-keys', off ? 'on' : 'off', true); close(); });
      const active = document.activeElement;
      open(active instanceof HTMLElement && active !== document.body ? active : one('.name') || card, true,
        make('p', {}, WORDS.keys), make('p', {class: 'acts'}, toggle, shut()));
    } else if (off) {
      return;
    } else if (event.key === '/') {
      const box = all('#q, .find input').find((each) => each.offsetParent);
      if (box) box.focus();
      else one('.find button')?.click();
    } else if (event.key === 'n' || event.key === 'p') {
      one(`a[rel=${event.key === 'n' ? 'next' : 'prev'}]`)?.click();
    } else {
      return;
    }
    event.preventDefault();
  }

  /** The text as transmitted, for this visit; its top is open then, and on paper. */
  function rememberSwitch() {
    const box = /** @type {HTMLInputElement | null} */ (one('#_sent')), top = /** @type {HTMLDetailsElement | null} */ (one('.text details'));
    if (!box) return;
    const apply = () => { if (top && box.checked) top.open = true; };
    const kept = setting('cablepress-sent');
    if (kept) box.checked = kept === 'yes';
    box.addEventListener('change', () => { setting('cablepress-sent', box.checked ? 'yes' : 'no'); apply(); });
    const printed = make('p', {class: 'access'});
    (one('.after') || document.body).append(printed);
    // The ID at the head of each printed page: only a sheet made here can have it.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`@page { @top-right { content: ${JSON.stringify(one('.record a')?.textContent)}; font: 9pt sans-serif; } }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    addEventListener('beforeprint', () => {
      if (top) top.open = true;
      const today = new Date().toLocaleDateString(document.documentElement.lang, {dateStyle: 'long'});
      printed.textContent = `${address('')} · ${WORDS.accessed} ${today}`;
      if (one('link[rel=canonical]')) for (const link of all('.refs a')) link.dataset.url = new URL(link.getAttribute('href') || '', address('')).href;
    });
    apply();
    const before = one('.acts [href="#_side"]');
    before?.before(button(WORDS.copy, () => copy(address(''))), button(WORDS.print, () => print()));
  }

  document.body.append(said);
  document.addEventListener('click', onClick);
  document.addEventListener('pointerdown', (event) => { pointer = event.pointerType; }, {capture: true});
  document.addEventListener('mouseover', onHover);
  document.addEventListener('focusin', onHover);
  document.addEventListener('keydown', onKey);
  addEventListener('hashchange', () => {
    all('.here').forEach((each) => each.classList.remove('here'));
    cite(location.hash);
  });
  Object.assign(window, {cablepressPage: {all, button, copy, make, one, passage, squeeze, words}});
  loadScripts();
  rememberSwitch();
  splitNumbers();
  markWords();
  follow();
  // Not before what the reader waits for; on a long cable it takes some time.
  if ('requestIdleCallback' in window) requestIdleCallback(markTerms);
  else setTimeout(markTerms);
})();
