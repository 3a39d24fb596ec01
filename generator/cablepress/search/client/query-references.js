/** Cables that a query names: by an ID, by an address, or as people write a reference. No DOM, no network. */
Cablepress.search.references = (() => {
  'use strict';

  const {table} = Cablepress.search.fieldNames;
  /** A reference ID: two digits or four, a post, a number. */
  const ID = '\\d{2}(?:\\d{2})?[A-Z][A-Z0-9]*\\d+[A-Z]?';
  const NAMED = new RegExp('^(?:\\S+/)?(' + ID + ')(?:_[a-z])?(?:\\.(?:v\\d+|diff))?(?:\\.(?:html|txt|json))?/?(?:\\?[^\\s#]*)?(#[\\w-]+)?$', 'i');

  /** The cable that a whole query names: a reference ID, alone, with a paragraph (`07ASTANA1848#par3`), or in an address. @param {string} text */
  function cableNamed(text) {
    const found = NAMED.exec(text.trim());
    return found && {id: found[1], anchor: found[2] || ''};
  }

  /** What stands before the name of a post: `Embassy Madrid 869`, `REF: 09 MADRID 869`. */
  const BEFORE_POST = /^(?:(?:ref|reference|cable|mrn|id|the)(?:\s*[:#]\s*|\s+(?=\S)))+/i;
  const MISSION = /(?:^|(?<=^(?:\d{2}|\d{4}) ))(?:us |u s |american )?(?:am)?(?:embassy|emb|consulate general|consulate|consul|congen|mission|interests section) (?=[a-z])/i;
  /**
   * Other names of posts, with the words that IDs have: the aliases of cable/codes/posts.yml, which a test compares, and
   * names that changed or that readers shorten.
   */
  const POSTS = table({
    secstate: 'state', secretaryofstate: 'state', departmentofstate: 'state', statedepartment: 'state', washington: 'state', department: 'state',
    usun: 'usunnewyork', usunny: 'usunnewyork', newyork: 'usunnewyork', unvie: 'unvievienna', useu: 'useubrussels', usunrome: 'unrome', addis: 'addisababa',
    bsb: 'bandarseribegawan', guatemalacity: 'guatemala', hague: 'thehague', hcmc: 'hochiminhcity', hochiminh: 'hochiminhcity', saigon: 'hochiminhcity',
    kuwaitcity: 'kuwait', mexicocity: 'mexico', osaka: 'osakakobe', panamacity: 'panama', rio: 'riodejaneiro', saintpetersburg: 'stpetersburg',
    kiev: 'kyiv', kyiv: 'kiev', yangon: 'rangoon', bombay: 'mumbai', calcutta: 'kolkata', madras: 'chennai', basra: 'basrah', delhi: 'newdelhi',
    tlv: 'telaviv', jerusalemcg: 'jerusalem', kl: 'kualalumpur', hk: 'hongkong', bkk: 'bangkok', pap: 'portauprince', nato: 'usnato'
  });
  /** Names of posts that are one word in an ID and several in a table: those of cable/codes/posts.yml, which a test compares. */
  const APART = table(Object.fromEntries((
    'abu-dhabi addis-ababa ait-taipei bandar-seri-begawan buenos-aires cape-town chiang-mai ciudad-juarez dar-es-salaam ho-chi-minh-city hong-kong ' +
    'iran-rpo-dubai kuala-lumpur la-paz new-delhi nuevo-laredo osaka-kobe phnom-penh ponta-delgada port-au-prince port-louis port-moresby port-of-spain ' +
    'rio-de-janeiro rpo-dubai san-jose san-salvador santo-domingo sao-paulo st-petersburg tel-aviv the-hague un-rome unesco-paris-fr unvie-vienna ' +
    'useu-brussels usun-new-york'
  ).split(' ').map((name) => [name.replaceAll('-', ''), name.replaceAll('-', ' ')])));

  const YEAR = '(?<year>\\d{2}|(?:19|20)\\d{2})', POST = '(?<post>[a-z][a-z ]*?)', NUMBER = '(?<number>\\d{1,8})';
  /** The orders in which year, post and number stand, and whether such a row names nothing else. @type {[RegExp, boolean][]} */
  const ORDERS = [
    [new RegExp('^' + YEAR + ' ?[\\s-]*' + POST + '[\\s-]*' + NUMBER + '$', 'i'), true],  // 09 ANKARA 1549
    [new RegExp('^' + POST + ' ' + YEAR + '[- ]' + NUMBER + '$', 'i'), true],  // Ankara 09-1549
    [new RegExp('^' + NUMBER + ' ' + POST + ' ' + YEAR + '$', 'i'), false],  // 1549 Ankara 2009
    [new RegExp('^' + POST + '[ -]?' + NUMBER + '$', 'i'), false]  // ANKARA 251
  ];

  /** A reference without what people put around it: quotation marks, a label, apostrophes (`Sana'a`), the kind of mission, “no.”. @param {string} text */
  function bare(text) {
    const named = text.replace(/["“”„]/g, '').trim().replace(BEFORE_POST, '').replace(/(?<=\p{L})['’](?=\p{L})/gu, '');
    const spaced = named.replace(/^\d[^\s]*$/, (one) => one.replaceAll('/', ' ')).replace(/[,.#]/g, ' ').replace(/\s+/g, ' ').trim();
    return spaced.replace(MISSION, '').replace(/ (?:no|nr|number|cable|telegram) (?=\d+$)/i, ' ');
  }

  /**
   * References in any form that a query can be: `09 ANKARA 1549`, `ANKARA 251`, `1549 Ankara 2009`, `Embassy Ankara no. 251`.
   * @param {string} text @returns {Search.Reference[]}
   */
  function inText(text) {
    const plain = bare(text);
    return ORDERS.flatMap(([order, alone]) => {
      const {year = '', post = '', number = ''} = order.exec(plain)?.groups || {};
      const letters = post.replace(/\s/g, '').toLowerCase(), other = POSTS[letters], reference = {year, number: number.replace(/^0+(?=.)/, ''), plain: alone};
      return [...letters.length > 2 ? [{...reference, post: letters}] : [], ...other ? [{...reference, post: other, plain: false}] : []];
    });
  }

  return {cableNamed, inText, APART};
})();
