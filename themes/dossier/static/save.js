/*
 * A reader's own set of cables: kept in this browser, sent nowhere. Buttons that save a cable, on its page, in lists and
 * among the results of a search; set.js shows the set.
 */
(() => {
  'use strict';

  const WORDS = {save: '[[set.save]]', saved: '[[set.saved]]', link: '[[set.link]]'};
  let link = /** @type {HTMLAnchorElement | null} */ (document.querySelector('a[href$="set.html"]'));
  const acts = document.querySelector('.cable .acts');
  if (!link && acts) {
    link = document.createElement('a');
    link.href = new URL('../set.html', /** @type {HTMLScriptElement} */ (document.currentScript).src).href;
    acts.insertBefore(link, acts.querySelector('[href="#_side"]'));
  }
  // Each archive on a host has a set of its own. On the set's own page the link leads to itself.
  const KEY = `cablepress-set:${link ? new URL(link.href).pathname : location.pathname}`;
  const CABLE = /\/cable\/[^/]+(?:\/\d\d)?\/([A-Za-z0-9][A-Za-z0-9._-]*)\.html(?:[?#].*)?$/;

  /** @typedef {{title: string, items: {id: string, note: string}[]}} ReaderSet */

  /** The set, empty where the browser keeps nothing. @returns {ReaderSet} */
  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) || 'null');
      const items = Array.isArray(kept?.items) ? kept.items.filter((/** @type {any} */ item) => typeof item?.id === 'string') : [];
      return {title: String(kept?.title || ''), items: items.map((/** @type {any} */ item) => ({id: item.id, note: String(item.note || '')}))};
    } catch {
      return {title: '', items: []};
    }
  }

  /** Keep the set; false where the browser does not. @param {ReaderSet} set */
  function write(set) {
    try {
      localStorage.setItem(KEY, JSON.stringify(set));
      return true;
    } catch {
      return false;
    }
  }

  /** @param {string} id */
  const has = (id) => read().items.some((item) => item.id === id);

  /** Put a cable into the set, or take it out. @param {string} id */
  function toggle(id) {
    const set = read();
    const kept = set.items.filter((item) => item.id !== id);
    if (kept.length === set.items.length) kept.push({id, note: ''});
    write({title: set.title, items: kept});
  }

  /** Say on a button whether its cable is in the set. @param {HTMLButtonElement} button @param {boolean} small */
  function label(button, small) {
    const saved = has(button.dataset.id || '');
    const words = saved ? WORDS.saved : WORDS.save;
    button.textContent = small ? (saved ? '★' : '☆') : words;
    button.setAttribute('aria-pressed', String(saved));
    if (small) button.setAttribute('aria-label', `${WORDS.save} ${button.dataset.id}`);
    button.title = words;
  }

  /** @param {string} id @param {boolean} small */
  function makeButton(id, small) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'keep';
    button.dataset.id = id;
    button.addEventListener('click', () => { toggle(id); refresh(); });
    label(button, small);
    return button;
  }

  /** All buttons anew, and how many cables the set has. */
  function refresh() {
    document.querySelectorAll('button.keep').forEach((each) => {
      label(/** @type {HTMLButtonElement} */ (each), !each.closest('.acts'));
    });
    const count = read().items.length;
    if (!link) return;
    link.textContent = count ? `${WORDS.link} (${count})` : WORDS.link;
    // On a cable's page the way to a set that holds nothing would only be in the way.
    if (link.closest('.acts')) link.hidden = !count;
  }

  /** A button beside each cable of a list that has none yet. */
  function addToLists() {
    document.querySelectorAll('.rows td a[href], .hit h2 a[href]').forEach((each) => {
      const found = CABLE.exec(/** @type {HTMLAnchorElement} */ (each).href);
      const place = each.closest('.hit, td');
      if (found && place && !place.querySelector('button.keep')) {
        // Within the ID's element, which keeps to one line: no star stands alone on the next.
        const button = makeButton(found[1], true), facts = place.querySelector('.q, i');
        if (facts) facts.append('\u00a0', button);
        else each.after('\u00a0', button);
      }
    });
  }

  function addToPage() {
    const found = document.body.classList.contains('cable') ? CABLE.exec(location.pathname.replace(/\.v\d+\.html$/, '.html')) : null;
    if (found && link && link.closest('.acts')) link.before(makeButton(found[1], false), ' ');
  }

  Object.assign(window, {cablepressSaved: {read, write}});
  // A theme that leads to no set has no use for buttons.
  if (!link) return;
  addToPage();
  addToLists();
  refresh();
  const results = document.getElementById('search-results');
  if (results) new MutationObserver(addToLists).observe(results, {childList: true, subtree: true});
  window.addEventListener('storage', refresh);
  window.addEventListener('pageshow', refresh);
})();
