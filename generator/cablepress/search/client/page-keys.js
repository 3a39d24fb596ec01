/** Keys of the search page. */
Cablepress.search.keys = (() => {
  'use strict';

  /** Whether the reader has turned the keys of single letters off, on another page; storage may be forbidden. */
  function areOff() {
    try {
      return localStorage.getItem('cablepress-keys') === 'off';
    } catch {
      return false;
    }
  }

  /** A slash goes to the box, but from fields; others move. @param {KeyboardEvent} event @param {Search.View} view @param {() => void} empty  the box */
  function press(event, view, empty) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === '/' && !areOff() && !(event.target instanceof Element && event.target.closest('input, select, textarea'))) {
      view.box.select();
      view.box.focus();
    } else if (!move(event.key, view, empty)) {
      return;
    }
    event.preventDefault();
  }

  /**
   * Arrows go from the box through the results and back; Escape goes back to the box, and empties it there.
   * @param {string} key @param {Search.View} view @param {() => void} empty @returns {boolean} whether this is such a key and place
   */
  function move(key, view, empty) {
    const {box, moreButton} = view, stops = [box, ...view.links(), ...moreButton.hidden ? [] : [moreButton]];
    const at = stops.findIndex((stop) => stop === document.activeElement);
    if (at < 0) return false;
    if (key === 'ArrowDown' && at + 1 < stops.length) stops[at + 1].focus();
    else if (key === 'ArrowUp' && at > 0) stops[at - 1].focus();
    else if (key === 'Escape' && at > 0) box.focus();
    else if (key === 'Escape') empty();
    else return false;
    return true;
  }

  return {press};
})();
