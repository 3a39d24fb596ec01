/**
 * Loads livereload.js, and tells the preview which page this is and what it shows: a page that was fetched just
 * before something changed is reloaded too, one that shows the newest already is left alone. Style sheets are
 * exchanged in place. A plugin in the sense of livereload.js.
 */
(() => {
  'use strict';

  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  let shown = script?.dataset.shown ?? '';

  /** The name of a style sheet without its fingerprint: `style` of `static/style.1f2e3d4c.css`. @param {string} url */
  function nameOf(url) {
    return url.replace(/^.*\//, '').replace(/(\.[0-9a-f]{8})?\.css$/, '');
  }

  /** Load a newer style sheet, and let go of the old one when it is there. @param {HTMLLinkElement} link @param {string} url */
  function exchange(link, url) {
    const href = link.getAttribute('href') ?? '';
    const newer = /** @type {HTMLLinkElement} */ (link.cloneNode());
    newer.href = href.replace(/[^/]*$/, '') + url.replace(/^.*\//, '');
    newer.addEventListener('load', () => link.remove());
    link.after(newer);
  }

  class Plugin {
    static identifier = 'cablepress';
    static version = '2';

    /** What livereload.js sends along when it has connected. @returns {{page: string, shown: string}} */
    analyze() {
      return {page: location.pathname, shown};
    }

    /** Whether a message was dealt with: a style sheet, as `static/style.1f2e3d4c.css#` and what the page shows then. @param {string} path */
    reload(path) {
      const [url, digest] = path.split('#');
      if (!url.endsWith('.css')) return false;
      const links = /** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll('link[rel~="stylesheet"]'));
      for (const link of links) {
        if (nameOf(link.href) === nameOf(url) && !link.href.endsWith('/' + url)) exchange(link, url);
      }
      shown = digest || shown;
      return true;
    }
  }

  // livereload.js looks for names of window that begin so.
  Object.assign(window, {LiveReloadPluginCablepress: Plugin});

  // The browser knows under which name and port it sees this server, also behind a proxy; the server may not.
  const port = location.port || (location.protocol === 'https:' ? '443' : '80');
  const livereload = document.createElement('script');
  livereload.src = `/livereload.js?port=${port}&host=${location.hostname}`;
  document.head.append(livereload);
})();
