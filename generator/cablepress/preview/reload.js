/**
 * Tells the preview which build this page shows, so that a page that was fetched just before a build
 * ended, or before the preview was started anew, is reloaded too. A plugin in the sense of livereload.js.
 */
(() => {
  'use strict';

  const script = document.currentScript;
  const build = script ? script.getAttribute('data-build') || '' : '';

  class Plugin {
    static identifier = 'cablepress';
    static version = '1';

    /** What livereload.js sends along when it has connected. @returns {{build: string}} */
    analyze() {
      return {build};
    }
  }

  // livereload.js looks for names of window that begin so.
  Object.assign(window, {LiveReloadPluginCablepress: Plugin});
})();
