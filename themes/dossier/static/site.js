/*
 * Comforts of Cablepress pages; everything works without this file.
 * Copies addresses from the ¶ links, marks the words a reader searched for, sorts lists, remembers the switch
 * to the text as transmitted. A classic script, so that it also runs from file://.
 */
(() => {
  'use strict';

  /**
   * Put text on the clipboard.
   * @param {string} text
   * @returns {Promise<void>}
   */
  function copy(text) {
    if (navigator.clipboard && window.isSecureContext) {
      return navigator.clipboard.writeText(text).catch(() => { copyBySelection(text); });
    }
    copyBySelection(text);
    return Promise.resolve();
  }

  /**
   * The older way, for pages that are not in a secure context.
   * @param {string} text
   */
  function copyBySelection(text) {
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'vh';
    document.body.appendChild(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }

  /**
   * The address to share: the published one where the page knows it, else the address at hand.
   * @param {string} fragment with its '#', or empty
   * @returns {string}
   */
  function address(fragment) {
    const canonical = /** @type {HTMLLinkElement|null} */ (document.querySelector('link[rel=canonical]'));
    return (canonical ? canonical.href : location.href.split(/[?#]/)[0]) + fragment;
  }

  /** Say a word to everyone, seen and heard. */
  function say() {
    const place = document.getElementById('_said');
    if (!place) { return; }
    place.textContent = place.dataset.copied || '';
    window.setTimeout(() => { place.textContent = ''; }, 2500);
  }

  /**
   * Make the suggested citation of a paragraph name the one that was asked for.
   * @param {string} fragment '#par3'
   */
  function cite(fragment) {
    const parts = document.querySelectorAll('#_cite span');
    const number = /^#par(\d+)/.exec(fragment);
    if (parts.length === 2 && number) {
      parts[0].textContent = number[1];
      parts[1].textContent = fragment;
    }
  }

  /** @param {MouseEvent} event */
  function onPilcrow(event) {
    const link = event.target instanceof Element ? event.target.closest('a.a, a[data-copy]') : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    const fragment = link.classList.contains('a') ? link.getAttribute('href') || '' : '';
    if (!fragment) { event.preventDefault(); }
    cite(fragment);
    copy(address(fragment)).then(say);
  }

  /**
   * Mark the words of '?mark=one+elect*' in the passage that the address points to, or in the whole text.
   * A star stands for the rest of a word.
   */
  function markWords() {
    const asked = new URLSearchParams(location.search).get('mark');
    const text = document.querySelector('.text');
    if (!asked || !text) { return; }
    const words = asked.split(/\s+/).filter((word) => /[^*]/.test(word)).map((word) => {
      const start = word.replace(/\*$/, '');
      return start.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') + (start === word ? '' : '[\\p{L}\\p{N}]*');
    });
    if (!words.length) { return; }
    const pattern = new RegExp('(^|[^\\p{L}\\p{N}])(' + words.join('|') + ')(?![\\p{L}\\p{N}])', 'giu');
    const target = document.getElementById(location.hash.slice(1)); // ':target' may not be set so early
    const within = target && text.contains(target) ? target : text;
    markIn(within, pattern);
    if (within === text) { goToBest(text); }
  }

  /**
   * Go to the passage in which most different words are marked: from file://, search cannot know it beforehand.
   * @param {Element} text
   */
  function goToBest(text) {
    let best = '';
    let most = 0;
    for (const passage of text.querySelectorAll(':scope > [id]')) {
      const marked = Array.from(passage.querySelectorAll('mark'), (mark) => mark.textContent.toLowerCase());
      const different = new Set(marked).size;
      if (different > most) {
        most = different;
        best = passage.id;
      }
    }
    if (best) { location.replace('#' + best); }
  }

  /**
   * Wrap what the second group of the pattern matches into <mark>.
   * @param {Element} place
   * @param {RegExp} pattern
   */
  function markIn(place, pattern) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) { nodes.push(/** @type {Text} */ (walker.currentNode)); }
    nodes.forEach((node) => {
      const hits = Array.from(node.data.matchAll(pattern)).reverse();
      hits.forEach((hit) => {
        const rest = node.splitText((hit.index || 0) + hit[1].length);
        rest.splitText(hit[2].length);
        const mark = document.createElement('mark');
        rest.replaceWith(mark);
        mark.appendChild(rest);
      });
    });
  }

  /**
   * What a cell is sorted by: the machine's form of a date, else its words.
   * @param {HTMLTableRowElement} row
   * @param {number} column
   * @returns {string}
   */
  function sortKey(row, column) {
    const time = row.cells[column].querySelector('time');
    return time ? time.dateTime : (row.cells[column].textContent || '').trim();
  }

  /**
   * Sort a list by one column; again turns the order round.
   * @param {HTMLTableElement} table
   * @param {HTMLTableCellElement} head
   */
  function sort(table, head) {
    const up = head.getAttribute('aria-sort') !== 'ascending';
    const sign = up ? 1 : -1;
    const body = table.tBodies[0];
    const compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
    const rows = Array.from(body.rows).map((row) => { return { row, key: sortKey(row, head.cellIndex) }; });
    rows.sort((a, b) => sign * compare(a.key, b.key));
    rows.forEach((entry) => { body.appendChild(entry.row); });
    table.querySelectorAll('th[aria-sort]').forEach((other) => { other.removeAttribute('aria-sort'); });
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
  }

  /** Give the headings of lists a button each. */
  function makeSortable() {
    document.querySelectorAll('table.rows').forEach((table) => {
      if (!(table instanceof HTMLTableElement) || table.tBodies[0].rows.length < 2) { return; }
      table.querySelectorAll('thead th').forEach((head) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.append(head.textContent || '');
        head.replaceChildren(button);
        button.addEventListener('click', () => { sort(table, /** @type {HTMLTableCellElement} */ (head)); });
      });
    });
  }

  /** Remember, for this visit, whether the reader wants the text as transmitted. */
  function rememberSwitch() {
    const box = /** @type {HTMLInputElement|null} */ (document.getElementById('_sent'));
    if (!box) { return; }
    try {
      const kept = sessionStorage.getItem('cablepress-sent');
      if (kept) { box.checked = kept === 'yes'; }
      box.addEventListener('change', () => { sessionStorage.setItem('cablepress-sent', box.checked ? 'yes' : 'no'); });
    } catch (error) {
      if (!(error instanceof DOMException)) { throw error; } // storage may be forbidden; the switch works without
    }
  }

  document.addEventListener('click', onPilcrow);
  window.addEventListener('hashchange', () => { cite(location.hash); });
  cite(location.hash);
  rememberSwitch();
  markWords();
  makeSortable();
})();
