/* Tells the preview which build this page shows, so that a page that was fetched just before a build
   ended, or before the preview was started anew, is reloaded too. A plugin in the sense of livereload.js. */
"use strict";
(function () {
  var build = document.currentScript.getAttribute("data-build");

  /** @constructor */
  function Plugin() {}
  Plugin.identifier = "cablepress";
  Plugin.version = "1";
  /** @returns {{build: string}} what livereload.js sends along when it has connected */
  Plugin.prototype.analyze = function () {
    return { build: build };
  };

  window.LiveReloadPluginCablepress = Plugin;
})();
