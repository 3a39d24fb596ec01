/** Hits: each shows its subject at once, and its best paragraph, read from its page, as it comes onto the screen. */
Cablepress.search.hits = (() => {
  'use strict';

  const {passage, quotation, results} = Cablepress.search;
  /** Words of a paragraph that says something, where none has the query's words. */
  const SOME_WORDS = 8;

  /** Add a hit to the list. @param {Search.View} view @param {string} base  URL of the site's root @param {Search.DocumentRecord} hit @param {Search.Current} current */
  function add(view, base, hit, current) {
    const {terms, phrases, signal, list: {pages}} = current, url = base + hit.url, item = view.addResult(hit, url), subject = passage.analyse(hit.subject);
    view.showSubject(item, passage.marked(hit.subject, subject, passage.hitsIn(subject, terms, phrases)));
    if (pages) {
      whenSeen(item, signal, async () => {
        const blocks = await pages.blocks(hit.url, signal).catch(() => []);
        if (!signal.aborted) showBlocks(view, item, hit, url, blocks, current);
      });
      return;
    }
    const tokens = passage.analyse(hit.excerpt), pieces = passage.excerpt(hit.excerpt, tokens, passage.hitsIn(tokens, terms, phrases));
    view.showPassage(item, pieces, url + marks(passage.stemsToMark(terms)));
  }

  /**
   * Show the best of a hit's paragraphs, and where others are.
   * @param {Search.View} view @param {HTMLElement} item @param {Search.DocumentRecord} hit @param {string} url @param {Search.Block[]} blocks @param {Search.Current} current
   */
  async function showBlocks(view, item, hit, url, blocks, current) {
    const quoted = current.found.quoted && current.found.quoted.passage;
    if (!blocks.length) {
      const [record] = await current.engine.documents([hit.ref], {excerpts: true});
      view.showPassage(item, [{text: record.excerpt, marked: false}], url);
    } else if (quoted && quoted.ref === hit.ref) {
      view.showPassage(item, quotation.pieces(quoted), url + placeOf(quoted.block, quoted.same));
    } else {
      showBest(view, item, url, blocks, current);
    }
  }

  /** @param {Search.View} view @param {HTMLElement} item @param {string} url @param {Search.Block[]} blocks @param {Search.Current} current */
  function showBest(view, item, url, blocks, {terms, phrases, list: {wanted: {marking}}}) {
    const allowed = blocks.filter((block) => !marking || results.isMarked(block, marking)), anchored = allowed.filter((block) => block.anchor);
    const best = passage.bestBlock(anchored, terms, phrases) || passage.bestBlock(allowed, terms, phrases);
    const block = best || anchored.find((each) => each.tokens.length > SOME_WORDS) || anchored[0] || blocks[0];
    const hitsOf = (/** @type {Search.Block} */ each) => best ? passage.hitsIn(each.tokens, terms, phrases) : [];
    const shown = (/** @type {Search.Block} */ each) => (
      {name: nameOf(each), pieces: passage.excerpt(each.text, each.tokens, hitsOf(each)), url: url + (best ? placeOf(each, hitsOf(each)) : '')}
    );
    const first = shown(block), further = anchored.filter((each) => each !== block && hitsOf(each).length);
    view.showPassage(item, first.pieces, first.url);
    view.showFurther(item, further.map(shown));
  }

  /** What a paragraph is called: `3. (C)`. @param {Search.Block} block */
  function nameOf({number, marking}) {
    return [number && number + '.', marking && '(' + marking + ')'].filter(Boolean).join(' ');
  }

  /** The part of an address that leads to a block and marks words in it. @param {Search.Block} block @param {number[]} found  numbers of its tokens */
  function placeOf(block, found) {
    return marks(passage.wordsToMark(block, found)) + (block.anchor && '#' + block.anchor);
  }

  /** The part of an address that has a cable's page mark words. @param {string[]} words */
  function marks(words) {
    return words.length ? '?mark=' + words.map(encodeURIComponent).join('+') : '';
  }

  /** Call once an element comes near the screen, unless the query is over by then. @param {Element} element @param {AbortSignal} signal @param {() => void} call */
  function whenSeen(element, signal, call) {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      if (!signal.aborted) call();
    }, {rootMargin: '100px'});
    observer.observe(element);
    signal.addEventListener('abort', () => observer.disconnect());
  }

  return {add};
})();
