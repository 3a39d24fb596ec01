/**
 * Index files are classic scripts that call `Cablepress.shard(name, ...values)`; so they load from `file://` and
 * under any path. A loader is a function `(name, fresh) => Promise<values>`; this one is for pages.
 */
(function (root) {
  'use strict';

  var Cablepress = root.Cablepress = root.Cablepress || {};
  var search = Cablepress.search = Cablepress.search || {};
  var arrived = new Map();

  /** Called by every index file. */
  Cablepress.shard = function (name) {
    arrived.set(name, Array.prototype.slice.call(arguments, 1));
  };

  /**
   * What can go wrong in search, besides a query that lunr cannot read.
   * `code`: "load" (a file did not load; trying again may help; `file` is its address), "version" (the index was
   * made for another version of this program), "broad" (the query would need too large a part of the index).
   */
  function SearchError(code, message, file) {
    this.name = 'SearchError';
    this.code = code;
    this.message = message;
    this.file = file || '';
    this.retry = code === 'load';
    this.stack = new Error(message).stack;
  }
  SearchError.prototype = Object.create(Error.prototype);
  SearchError.prototype.constructor = SearchError;
  search.SearchError = SearchError;

  /** A loader that adds script elements to the page. @param {string} base  URL of the folder `search/` */
  search.scriptLoader = function (base) {
    return function (name, fresh) {
      return new Promise(function (resolve, reject) {
        var script = document.createElement('script'), file = base + name + '.js';
        function fail() {
          script.remove();
          reject(new SearchError('load', 'The search file ' + file + ' could not be loaded.', file));
        }
        script.onerror = fail;
        script.onload = function () {
          if (!arrived.has(name)) return fail();
          script.remove();
          resolve(arrived.get(name));
          arrived.delete(name);
        };
        script.src = file + (fresh ? '?' + Date.now() : '');
        document.head.appendChild(script);
      });
    };
  };

  /** A loader that loads each file once; a failure is forgotten, so that the file can be tried again. */
  search.once = function (load) {
    var promises = new Map();
    return function (name) {
      if (!promises.has(name)) {
        var promise = load(name);
        promises.set(name, promise);
        promise.catch(function () { promises.delete(name); });
      }
      return promises.get(name);
    };
  };
})(self);
