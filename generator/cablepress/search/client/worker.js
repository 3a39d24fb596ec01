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

  /** Scores in a worker, or here where there can be none. */
  class InWorker {
    /** @param {Search.Context} context */
    constructor(context) {
      this.context = context;
      this.here = scoreHere(context);
      /** @type {Map<number, {plan: Sent, resolve: (matches: Search.Matches) => void, reject: (error: Error) => void}>} */
      this.waiting = new Map();
      /** @type {Worker | null} */
      this.worker = null;
      this.refused = false;
      this.last = 0;
    }

    /** Do all that waits on this thread, now and for ever. */
    giveUp() {
      this.refused = true;
      for (const request of this.waiting.values()) this.here.score(request.plan).then(request.resolve, request.reject);
      this.waiting.clear();
    }

    start() {
      const source = '"use strict";(' + serve + ')(self,(' + Cablepress.search.makeCore + ')(),' + scorePlan + ');';
      const started = new Worker(URL.createObjectURL(new Blob([source], {type: 'text/javascript'})));
      started.onmessage = (/** @type {MessageEvent<Reply>} */ event) => this.answer(event.data);
      started.onerror = () => this.giveUp();
      started.postMessage({context: this.context});
      return started;
    }

    /** @param {Reply} reply */
    answer({id, matches, error}) {
      const request = this.waiting.get(id);
      if (!request) return;
      this.waiting.delete(id);
      if (matches) request.resolve(matches);
      else request.reject(new Error(error));
    }

    prepare() {
      if (this.worker || this.refused) return;
      try {
        this.worker = this.start();
      } catch {
        this.giveUp();  // such as a SecurityError of an old browser on file://
      }
    }

    /** @param {Sent} plan @returns {Promise<Search.Matches>} */
    score(plan) {
      this.prepare();
      const {worker} = this, id = ++this.last;
      if (this.refused || !worker) return this.here.score(plan);
      return new Promise((resolve, reject) => {
        this.waiting.set(id, {plan, resolve, reject});
        worker.postMessage({id, plan: {clauses: plan.clauses, numbers: plan.numbers}});
      });
    }
  }

  /** Score in a worker, or here where there can be none. @param {Search.Context} context @returns {Scorer} */
  function scoreInWorker(context) {
    return new InWorker(context);
  }

  return {scoreHere, scoreInWorker};
})();
