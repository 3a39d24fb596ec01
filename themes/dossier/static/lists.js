/*
 * Lists: columns that sort, and the box that narrows an index. site.js fetches this where a page has one.
 */
(() => {
  'use strict';

  /** @typedef {(selector: string, within?: ParentNode) => HTMLElement[]} All */
  /** @typedef {(name: string, attributes: Object<string, string>, ...children: (Node | string)[]) => HTMLElement} Make */
  /** @type {{all: All, button: (label: string, act: () => void) => HTMLElement, make: Make, one: (selector: string, within?: ParentNode) => HTMLElement | null, squeeze: (words: string) => string}} */
  const {all, button, make, one, squeeze} = /** @type {any} */ (window).cablepressPage;

  /** Place of each row in its list as it was built, from the end. @type {Map<HTMLTableRowElement, number>} */
  const places = new Map();

  /** A date in the machine's form, or by the place among rows that stand newest first; else words. @param {HTMLTableRowElement} row @param {number} column */
  function sortKey(row, column) {
    const cell = row.cells[column], time = cell.querySelector('time');
    return time ? time.dateTime : column ? squeeze(cell.textContent || '') : String(places.get(row));
  }

  /** Sort by one column; again turns the order round. @param {HTMLTableElement} table @param {HTMLTableCellElement} head */
  function sort(table, head) {
    const up = head.getAttribute('aria-sort') !== 'ascending';
    const {compare} = new Intl.Collator(document.documentElement.lang, {numeric: true});
    const rows = Array.from(table.tBodies[0].rows, (row) => ({row, key: sortKey(row, head.cellIndex)}));
    rows.sort((a, b) => (up ? 1 : -1) * compare(a.key, b.key));
    table.tBodies[0].append(...rows.map((entry) => entry.row));
    all('th[aria-sort]', table).forEach((other) => other.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
  }

  /** Headings of lists as buttons; not where the rest of the list is on other pages. */
  function makeSortable() {
    for (const table of all('table.rows')) {
      if (!(table instanceof HTMLTableElement) || table.tBodies[0].rows.length < 2 || one('.pager')) continue;
      const {rows} = table.tBodies[0];
      Array.from(rows, (row, place) => places.set(row, rows.length - place));
      for (const head of all('thead th', table)) {
        head.replaceChildren(button(head.textContent || '', () => sort(table, /** @type {HTMLTableCellElement} */ (head))));
      }
    }
  }

  /** The box that narrows an index, and its order by count. */
  function makeFilter() {
    const form = one('#_filter'), list = one('#_terms');
    if (!form || !list) return;
    form.hidden = false;
    const box = /** @type {HTMLInputElement} */ (one('input[type=search]', form));
    const order = /** @type {HTMLInputElement} */ (one('input[type=checkbox]', form));
    const groups = all('.group', list), flat = make('ul', {class: 'terms'}), sorted = make('section', {class: 'group'}, flat);
    const entries = all('li', list).map((item) => ({item, home: item.parentElement, words: fold(item.textContent || ''), count: Number(item.dataset.n)}));
    const narrow = () => {
      const asked = fold(box.value).split(' ');
      for (const {item, words: own} of entries) item.hidden = !asked.every((each) => own.includes(each));
      for (const group of groups) group.hidden = order.checked || !one('li:not([hidden])', group);
    };
    box.addEventListener('input', narrow);
    order.addEventListener('change', () => {
      if (order.checked) {
        flat.append(...[...entries].sort((a, b) => b.count - a.count).map((each) => each.item));
        list.prepend(sorted);
      } else {
        entries.forEach(({item, home}) => home?.append(item));
        sorted.remove();
      }
      narrow();
    });
  }

  /** Small letters without accents. @param {string} words */
  function fold(words) {
    return squeeze(words.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase());
  }

  makeSortable();
  makeFilter();
})();
