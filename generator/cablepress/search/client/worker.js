/** Scoring in a Blob worker, whose source is the text of `makeCore`; on this thread where workers are refused. */
Cablepress.search.scoring = (() => {
  'use strict';

  /**
   * @typedef {ReturnType<typeof Cablepress.search.makeCore>} Core
   * @typedef {Pick<Search.Plan, 'clauses' | 'numbers'>} Sent  what scoring needs of a plan
   * @typedef {{id: number, matches?: Search.Matches, error?: string}} Reply
   * @typedef {{score: (plan: Sent) => Promise<Search.Matches>, prepare: () => void}} Scorer  `prepare`: make ready, before there is a plan
   */

  /** Score on this thread. @param {Search.Context} context @returns {Scorer} */
  function scoreHere(context) {
    return {score: async (plan) => scorePlan(Cablepress.search.core, context, plan), prepare: () => undefined};
  }

  // Runs in the worker too: it may refer to its arguments only.
  /** @param {Core} core @param {Search.Context} context @param {Sent} plan @returns {Search.Matches} */
  function scorePlan(core, context, plan) {
    const terms = plan.numbers.map((numbers) => core.readTerm(numbers, 0, context));
    return core.score(plan.clauses, terms, context);
  }

  /** @param {any} scope  of the worker @param {Core} core @param {(core: Core, context: Search.Context, plan: Sent) => Search.Matches} scorePlan */
  function serve(scope, core, scorePlan) {
    /** @type {Search.Context} */
    let context;
    scope.onmessage = (/** @type {MessageEvent} */ event) => {
      if (event.data.context) {
        context = event.data.context;
        return;
      }
      try {
        const matches = scorePlan(core, context, event.data.plan);
        scope.postMessage({id: event.data.id, matches}, [matches.docs.buffer, matches.scores.buffer]);
      } catch (error) {
        scope.postMessage({id: event.data.id, error: String(error)});
      }
    };
  }

  /** Score in a worker, or here where there can be none. @param {Search.Context} context @returns {Scorer} */
  function scoreInWorker(context) {
    const here = scoreHere(context);
    /** @type {Map<number, {plan: Sent, resolve: (matches: Search.Matches) => void, reject: (error: Error) => void}>} */
    const waiting = new Map();
    /** @type {Worker | null} */
    let worker = null;
    let refused = false, last = 0;

    /** Do all that waits on this thread, now and for ever. */
    function giveUp() {
      refused = true;
      for (const request of waiting.values()) here.score(request.plan).then(request.resolve, request.reject);
      waiting.clear();
    }

    function start() {
      const source = '"use strict";(' + serve + ')(self,(' + Cablepress.search.makeCore + ')(),' + scorePlan + ');';
      const started = new Worker(URL.createObjectURL(new Blob([source], {type: 'text/javascript'})));
      started.onmessage = (/** @type {MessageEvent<Reply>} */ event) => {
        const request = waiting.get(event.data.id);
        if (!request) return;
        waiting.delete(event.data.id);
        if (event.data.matches) request.resolve(event.data.matches);
        else request.reject(new Error(event.data.error));
      };
      started.onerror = giveUp;
      started.postMessage({context});
      return started;
    }

    function prepare() {
      if (worker || refused) return;
      try {
        worker = start();
      } catch {
        giveUp();  // such as a SecurityError of an old browser on file://
      }
    }

    /** @param {Sent} plan @returns {Promise<Search.Matches>} */
    function score(plan) {
      prepare();
      if (refused || !worker) return here.score(plan);
      const sent = worker, id = ++last;
      return new Promise((resolve, reject) => {
        waiting.set(id, {plan, resolve, reject});
        sent.postMessage({id, plan: {clauses: plan.clauses, numbers: plan.numbers}});
      });
    }

    return {score, prepare};
  }

  return {scoreHere, scoreInWorker};
})();
