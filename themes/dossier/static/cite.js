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
  const WORDS = {style: '[[share.style]]', copy: '[[share.copy]]', quote: '[[share.quote]]'};
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
