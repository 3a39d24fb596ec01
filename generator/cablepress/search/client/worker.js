/** Scoring in a Blob worker, whose source is the text of `makeCore`; on this thread where workers are refused. */
(function (root) {
  'use strict';

  var search = root.Cablepress.search;

  /** @returns {function(Object): Promise<{docs: Uint32Array, scores: Float64Array}>} */
  search.scoreHere = function (context) {
    return function (plan) {
      return new Promise(function (resolve) { resolve(scorePlan(search.core, context, plan)); });
    };
  };

  // Runs in the worker too: it may refer to its arguments only.
  function scorePlan(core, context, plan) {
    var terms = plan.numbers.map(function (numbers) { return core.readTerm(numbers, 0, context); });
    return core.score(plan.clauses, terms, context);
  }

  function serve(scope, core, scorePlan) {
    var context = null;
    scope.onmessage = function (event) {
      if (event.data.context) {
        context = event.data.context;
        return;
      }
      var answer = {id: event.data.id};
      try {
        answer.matches = scorePlan(core, context, event.data.plan);
        scope.postMessage(answer, [answer.matches.docs.buffer, answer.matches.scores.buffer]);
      } catch (error) {
        answer.error = String(error);
        scope.postMessage(answer);
      }
    };
  }

  search.scoreInWorker = function (context) {
    var here = search.scoreHere(context), worker = null, refused = false, waiting = new Map(), last = 0;
    /** Do all that waits on this thread, now and for ever. */
    function giveUp() {
      refused = true;
      waiting.forEach(function (request) { here(request.plan).then(request.resolve, request.reject); });
      waiting.clear();
    }
    function start() {
      var source = '"use strict";(' + serve + ')(self,(' + search.makeCore + ')(),' + scorePlan + ');';
      var url = URL.createObjectURL(new Blob([source], {type: 'text/javascript'}));
      worker = new Worker(url);
      worker.onmessage = function (event) {
        var request = waiting.get(event.data.id);
        if (!request) return;
        waiting.delete(event.data.id);
        if (event.data.error) request.reject(new Error(event.data.error));
        else request.resolve(event.data.matches);
      };
      worker.onerror = giveUp;
      worker.postMessage({context: context});
    }
    return function (plan) {
      if (refused) return here(plan);
      return new Promise(function (resolve, reject) {
        var id = ++last, sent = {clauses: plan.clauses, numbers: plan.numbers};
        waiting.set(id, {plan: plan, resolve: resolve, reject: reject});
        try {
          if (!worker) start();
          worker.postMessage({id: id, plan: sent});
        } catch (error) {
          giveUp();  // such as a SecurityError of an old browser on file://
        }
      });
    };
  };
})(self);
