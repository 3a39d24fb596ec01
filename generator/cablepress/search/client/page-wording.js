/**
 * A query as it was typed or pasted, made plain: without what pasting brings along, and with days in words
 * (`before May 2005`, `from 2004 to 2006`) as the fields that say the same. No DOM, no network.
 */
Cablepress.search.wording = (() => {
  'use strict';

  const {passage, query} = Cablepress.search;
  /** So many words beside those about days: longer texts are sentences, and stay as they are. */
  const FEW = 4;
  const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
  const MONTH_NAMES = 'january february march april may june july august september october november december sept'.split(' ');

  const TAG = /<!--.*?-->|<\/?[a-z][a-z0-9]*(?:\s+[a-z-]+(?:=(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?)*\s*\/?>/gis;
  /** @type {Record<string, string>} */
  const ENTITIES = {nbsp: ' ', amp: '&', quot: '"', apos: "'", '#39': "'", lt: '<', gt: '>', rsquo: '’', lsquo: '‘', ldquo: '“', rdquo: '”', hellip: '…', shy: '', mdash: '—', ndash: '–'};
  /** A quotation in single marks, of two words at least; apostrophes may be inside its words. */
  const SINGLE = /(^|[\s(:+-])['‘‚‛]((?:[^'‘’‚‛"“”]|[’'](?=\p{L}))*\s(?:[^'‘’‚‛"“”]|[’'](?=\p{L}))*)['’‘](?=$|[\s),.;:?!])/gu;

  const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?', YEAR = '(?:18|19|20)\\d\\d';
  /** A day, a month or a year, in figures or with the month in words. */
  const DAY = '(?:' + YEAR + '(?:-\\d\\d(?:-\\d\\d)?)?|(?:\\d{1,2}(?:st|nd|rd|th)? )?' + MONTH + ' (?:\\d{1,2}(?:st|nd|rd|th)?,? )?' + YEAR + ')';
  const BEGINS = '(?<![^\\s(])', ENDS = '(?![^\\s),;?!])';
  /** Two days that a range runs between, in their forms; a row of years alone needs no word before it. */
  const RANGES = [
    new RegExp(BEGINS + '(?:between|from) (' + DAY + ') (?:and|to|until|till|through) (' + DAY + ')' + ENDS, 'gi'),
    new RegExp(BEGINS + '(' + YEAR + ') ?(?:-|–|—|\\.\\.|to) ?(' + YEAR + ')' + ENDS, 'gi')
  ];
  /** A month of a year, or a day, in the middle of a query: `iran in May 2006`; and a year behind `in` or `during`. */
  const WITHIN = new RegExp(BEGINS + '(?:(?:in|on|during|of|from) )?(?:the month of )?((?:\\d{1,2}(?:st|nd|rd|th)? )?' + MONTH + ',? (?:\\d{1,2}(?:st|nd|rd|th)?,? )?' + YEAR + ')' + ENDS, 'gi');
  /** Months of one year: `June to August 2009`. */
  const MONTHS_OF = new RegExp(BEGINS + '(?:(?:in|from|between) )?(' + MONTH + ') ?(?:-|–|—|to|until|till|through|and) ?(' + MONTH + '),? (' + YEAR + ')' + ENDS, 'gi');
  const IN_YEARS = new RegExp(BEGINS + '(?:in|during) (' + YEAR + ') (?:and|or) (' + YEAR + ')' + ENDS, 'gi');
  const IN_YEAR = new RegExp(BEGINS + '(?:in|during) (?:the year )?(' + YEAR + ')' + ENDS, 'gi');
  /** Parts of a year, with their first and last month; the last winter month is in the year behind. @type {Record<string, [string, string]>} */
  const SEASONS = {
    spring: ['03', '05'], summer: ['06', '08'], autumn: ['09', '11'], fall: ['09', '11'], winter: ['12', '02'], early: ['01', '04'], mid: ['05', '08'], late: ['09', '12']
  };
  const SEASON = new RegExp(BEGINS + '(?:(?:in|during) )?(?:the )?(' + Object.keys(SEASONS).join('|') + ')[ -](?:of )?(' + YEAR + ')' + ENDS, 'gi');
  const SINCE = new RegExp(BEGINS + '(before|after|since|until|till)(?: the| year)* (' + DAY + ')' + ENDS, 'gi');
  const AFTER_FIELD = new RegExp('(?<![^\\s(+-])((?:before|after|since|until|date):) ?"?(' + DAY + ')"?' + ENDS, 'gi');
  const FIGURES = new RegExp('(?<![^\\s(:])(' + YEAR + ')/(\\d\\d?)/(\\d\\d?)' + ENDS + '|(?<![^\\s(:])(\\d\\d?)([./])(\\d\\d?)\\5(' + YEAR + ')' + ENDS, 'g');

  /** What is in quotation marks, also where the second is missing. */
  const QUOTED = /(["“”„][^"“”„]*(?:["“”„]|$))/;

  /** The day or month, as 2009-05-12, that a text names: `2009-05`, `May 2009`, `12 May 2009`, `May 12, 2009`; or empty. @param {string} text */
  function dayNamed(text) {
    const plain = text.toLowerCase().replace(/[.,]/g, ' ').replace(/\s+/g, ' ').trim();
    const found = /^(?:(\d{1,2})(?:st|nd|rd|th)? )?([a-z]{3,9})(?: (\d{1,2})(?:st|nd|rd|th)?)? (\d{4})$/.exec(plain);
    if (!found || found[1] && found[3]) return '';
    const month = MONTH_NAMES.includes(found[2]) || MONTHS.includes(found[2]) ? MONTHS.indexOf(found[2].slice(0, 3)) + 1 : 0, day = found[1] || found[3];
    const named = found[4] + '-' + String(month).padStart(2, '0') + (day ? '-' + day.padStart(2, '0') : '');
    return month && query.dayOf(named, false) ? named : '';
  }

  /** A day in figures or words as 2009-05-12; empty if there is no such day. @param {string} text */
  function dayOf(text) {
    return query.dayOf(text, false) ? text : dayNamed(text);
  }

  /**
   * A day in figures; empty where day and month might be exchanged. @param {string} year @param {string} first @param {string} second
   * @param {string | undefined} sign  between them, where the year is last: a full stop has the day first, a slash either
   */
  function inFigures(year, first, second, sign) {
    if (sign === '/' && Number(first) < 13 && Number(second) < 13) return '';
    const [month, day] = sign === '.' || sign === '/' && Number(first) > 12 ? [second, first] : [first, second];
    return dayOf([year, month.padStart(2, '0'), day.padStart(2, '0')].join('-'));
  }

  /** A part of a year as days: `spring 2004`. @param {string} season @param {string} year */
  function inSeason(season, year) {
    const [first, last] = SEASONS[season.toLowerCase()];
    return 'date:' + year + '-' + first + '..' + (last < first ? Number(year) + 1 : year) + '-' + last;
  }

  /** Days in words as fields; in what is quoted, and in sentences, nothing changes. @param {string} text */
  function withDays(text) {
    const found = text.replace(/\s+/g, ' ');
    const [between, years] = RANGES;
    /** @type {[RegExp, (...found: string[]) => string][]} */
    const rules = [
      [FIGURES, (all, year, month, day, first, sign, second, last) => inFigures(year || last, month || first, day || second, sign) || all],
      [between, (all, first, last) => dayOf(first) && dayOf(last) ? 'since:' + dayOf(first) + ' until:' + dayOf(last) : all],
      [years, (all, first, last) => first < last ? 'year:' + first + '-' + last : all],
      [SINCE, (all, word, day) => dayOf(day) ? word.toLowerCase().replace('till', 'until') + ':' + dayOf(day) : all],
      [MONTHS_OF, (all, first, last, year) => dayNamed(first + ' ' + year) && dayNamed(first + ' ' + year) < dayNamed(last + ' ' + year) ? 'since:' + dayNamed(first + ' ' + year) + ' until:' + dayNamed(last + ' ' + year) : all],
      [IN_YEARS, (all, first, last) => 'year:' + first + ' year:' + last],
      [SEASON, (all, season, year) => inSeason(season, year)],
      [WITHIN, (all, day) => dayNamed(day) ? 'date:' + dayNamed(day) : all],
      [IN_YEAR, (all, year) => 'date:' + year]
    ];
    const outside = (/** @type {string} */ part) => rules.reduce((plain, [pattern, rule]) => plain.replace(pattern, rule), part);
    // Every other part is in quotation marks.
    const parts = found.replace(AFTER_FIELD, (all, field, day) => dayOf(day) ? field + dayOf(day) : all).split(QUOTED);
    const plain = parts.map((part, i) => i % 2 ? part : outside(part)).join('');
    const besides = parts.map((part, i) => i % 2 ? ' ' : outside(part)).join('').replace(/(?:since|until|before|after|date|year):[\d.-]+/g, ' ');
    return plain === found || passage.analyse(besides).length > FEW ? text : plain;
  }

  /**
   * A query without what pasting brings along: tags of HTML, soft hyphens, marks of direction; with quotation marks of all
   * languages as plain ones, and days in words as fields. @param {string} text
   */
  function clean(text) {
    const plain = text.replace(TAG, ' ').replace(/&(#39|[a-z]+);/gi, (all, name) => ENTITIES[name.toLowerCase()] ?? all);
    return withDays(plain.replace(/\u00ad\s*|[\u200c-\u200f\u202a-\u202e\u2060\u2066-\u2069]/g, '').replace(/[«»‹›「」『』〝〞〟＂]|''|``/g, '"')
      .replace(SINGLE, '$1"$2"').replace(/(?<=^|\s)\p{L}{2,}(?:\+\p{L}{2,})+(?=\s|$)/gu, (all) => '+' + all.replaceAll('+', ' +')).trim());
  }

  return {clean, dayNamed};
})();
