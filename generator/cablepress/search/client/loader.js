/**
 * Index files are classic scripts that call `Cablepress.shard(name, ...values)`; so they load from `file://` and
 * under any path. A loader is a function `(name, fresh) => Promise<values>`; this one is for pages.
 */
Cablepress.search.loader = (() => {
  'use strict';

  /** @type {Map<string, any[]>} */
  const arrived = new Map();

  /** Called by every index file. @param {string} name @param {...any} values */
  function shard(name, ...values) {
    arrived.set(name, values);
  }

  /**
   * What can go wrong in search, besides a query that lunr cannot read.
   * `code`: "load" (a file did not load; trying again may help; `file` is its address), "version" (the index was
   * made for another version of this program), "broad" (the query would need too large a part of the index).
   */
  class SearchError extends Error {
    /** @param {'load' | 'version' | 'broad'} code @param {string} message @param {string} [file] */
    constructor(code, message, file = '') {
      super(message);
      this.name = 'SearchError';
      this.code = code;
      this.file = file;
      this.retry = code === 'load';
    }
  }

  /**
   * A loader that adds script elements to the page, unless a script of the page itself has brought the file.
   * @param {string} base  URL of the folder `search/` @returns {Search.Load}
   */
  function scriptLoader(base) {
    return (name, fresh) => new Promise((resolve, reject) => {
      const known = arrived.get(name);
      arrived.delete(name);
      if (known && !fresh) return resolve(known);
      const script = document.createElement('script'), file = base + name + '.js';
      function fail() {
        script.remove();
        reject(new SearchError('load', 'The search file ' + file + ' could not be loaded.', file));
      }
      script.onerror = fail;
      script.onload = () => {
        const values = arrived.get(name);
        if (!values) return fail();
        script.remove();
        arrived.delete(name);
        resolve(values);
      };
      script.src = file + (fresh ? '?' + Date.now() : '');
      document.head.append(script);
    });
  }

  /**
   * A loader that loads each file once; a failure is forgotten, so that the file can be tried again.
   * @template K, V
   * @param {(name: K) => Promise<V>} load
   * @returns {(name: K) => Promise<V>}
   */
  function once(load) {
    /** @type {Map<K, Promise<V>>} */
    const promises = new Map();
    return (name) => {
      const known = promises.get(name);
      if (known) return known;
      const promise = load(name);
      promises.set(name, promise);
      promise.catch(() => promises.delete(name));
      return promise;
    };
  }

  return {shard, SearchError, scriptLoader, once};
})();

Cablepress.shard = Cablepress.search.loader.shard;
Cablepress.search.SearchError = Cablepress.search.loader.SearchError;
