/**
 * Days, months and years of a query: in figures, in words (`before May 2005`, `spring 2004`) and in fields (`year:>2008`).
 * No DOM, no network.
 */
Cablepress.search.days = (() => {
  'use strict';

  const {passage} = Cablepress.search;
  const {DAYS} = Cablepress.search.fieldNames;

  // In figures

  /** The first or last day of a year, a month or a day; empty if `text` is none. @param {string} text @param {boolean} last */
  function dayOf(text, last) {
    const found = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
    if (!found) return '';
    const [, year, month, day] = found;
    if (month && !(month >= '01' && month <= '12')) return '';
    if (day) return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).toISOString().startsWith(text) ? text : '';
    if (!last) return year + '-' + (month || '01') + '-01';
    const end = new Date(Date.UTC(Number(year), month ? Number(month) : 12, 0));
    return end.toISOString().slice(0, 10);
  }

  /** Whether a text is a day, a month, a year, or two of these with dots between. @param {string} text */
  function areDays(text) {
    const days = text.split('..');
    return days.length < 3 && days.every((day) => dayOf(day, false));
  }

  /** @param {string} day @param {number} step */
  function nextDay(day, step) {
    return day && new Date(Date.parse(day) + step * 86400000).toISOString().slice(0, 10);
  }

  // In words

  /** So many words beside those about days: longer texts are sentences, and stay as they are. */
  const FEW = 4;
  const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
  const MONTH_NAMES = 'january february march april may june july august september october november december sept'.split(' ');
  /** Parts of a year, with their first and last month; the last winter month is in the year behind. @type {Record<string, [string, string]>} */
  const SEASONS = {
    spring: ['03', '05'], summer: ['06', '08'], autumn: ['09', '11'], fall: ['09', '11'], winter: ['12', '02'], early: ['01', '04'], mid: ['05', '08'], late: ['09', '12']
  };

  /** The day or month, as 2009-05-12, that a text names: `2009-05`, `May 2009`, `12 May 2009`, `May 12, 2009`; or empty. @param {string} text */
  function dayNamed(text) {
    const plain = text.toLowerCase().replace(/[.,]/g, ' ').replace(/\s+/g, ' ').trim();
    const found = /^(?:(\d{1,2})(?:st|nd|rd|th)? )?([a-z]{3,9})(?: (\d{1,2})(?:st|nd|rd|th)?)? (\d{4})$/.exec(plain);
    if (!found || found[1] && found[3]) return '';
    const month = MONTH_NAMES.includes(found[2]) || MONTHS.includes(found[2]) ? MONTHS.indexOf(found[2].slice(0, 3)) + 1 : 0, day = found[1] || found[3];
    const named = found[4] + '-' + String(month).padStart(2, '0') + (day ? '-' + day.padStart(2, '0') : '');
    return month && dayOf(named, false) ? named : '';
  }

  /** A day in figures or words as 2009-05-12; empty if there is no such day. @param {string} text */
  function anyDay(text) {
    return dayOf(text, false) ? text : dayNamed(text);
  }

  /**
   * A day in figures; empty where day and month might be exchanged. @param {string} year @param {string} first @param {string} second
   * @param {string | undefined} sign  between them, where the year is last: a full stop has the day first, a slash either
   */
  function inFigures(year, first, second, sign) {
    if (sign === '/' && Number(first) < 13 && Number(second) < 13) return '';
    const [month, day] = sign === '.' || sign === '/' && Number(first) > 12 ? [second, first] : [first, second];
    return anyDay([year, month.padStart(2, '0'), day.padStart(2, '0')].join('-'));
  }

  /** A range as fields; empty if one of the days is none. @param {string} first @param {string} last */
  function span(first, last) {
    return first && last && 'since:' + first + ' until:' + last;
  }

  /** A part of a year as days: `spring 2004`. @param {string} season @param {string} year */
  function inSeason(season, year) {
    const [first, last] = SEASONS[season.toLowerCase()];
    return 'date:' + year + '-' + first + '..' + (last < first ? Number(year) + 1 : year) + '-' + last;
  }

  const YEAR = '(?:18|19|20)\\d\\d', MONTH = '(?:' + MONTHS.join('|') + ')[a-z]{0,6}\\.?', NTH = '\\d{1,2}(?:st|nd|rd|th)?';
  /** A day, a month or a year, in figures or with the month in words. */
  const DAY = '(?:' + YEAR + '(?:-\\d\\d(?:-\\d\\d)?)?|(?:' + NTH + ' )?' + MONTH + ' (?:' + NTH + ',? )?' + YEAR + ')';
  const ENDS = '(?![^\\s),;?!])';
  const AFTER_FIELD = new RegExp('(?<![^\\s(+-])((?:before|after|since|until|date):) ?"?(' + DAY + ')"?' + ENDS, 'gi');
  const FIGURES = new RegExp('(?<![^\\s(:])(' + YEAR + ')/(\\d\\d?)/(\\d\\d?)' + ENDS + '|(?<![^\\s(:])(\\d\\d?)([./])(\\d\\d?)\\5(' + YEAR + ')' + ENDS, 'g');

  /** @param {string} pattern  of words that stand by themselves @param {(...found: string[]) => string} field  empty if they are none @returns {[RegExp, (...found: string[]) => string]} */
  function rule(pattern, field) {
    return [new RegExp('(?<![^\\s(])' + pattern + ENDS, 'gi'), field];
  }

  /** Words about days, and the fields that say the same; each sees what those before it have left. */
  const RULES = [
    // 2009/5/3, 28.10.2009
    /** @type {ReturnType<typeof rule>} */ ([FIGURES, (_, year, month, day, first, sign, second, last) => inFigures(year || last, month || first, day || second, sign)]),
    // between 2004 and 2006
    rule('(?:between|from) (' + DAY + ') (?:and|to|until|till|through) (' + DAY + ')', (_, first, last) => span(anyDay(first), anyDay(last))),
    // 2004-2006: a row of years needs no word before it
    rule('(' + YEAR + ') ?(?:-|–|—|\\.\\.|to) ?(' + YEAR + ')', (_, first, last) => first < last ? 'year:' + first + '-' + last : ''),
    // since the year 2006
    rule('(before|after|since|until|till)(?: the| year)* (' + DAY + ')', (_, word, day) => anyDay(day) && word.toLowerCase().replace('till', 'until') + ':' + anyDay(day)),
    // June to August 2009
    rule('(?:(?:in|from|between) )?(' + MONTH + ') ?(?:-|–|—|to|until|till|through|and) ?(' + MONTH + '),? (' + YEAR + ')', (_, from, to, year) => {
      const [first, last] = [from, to].map((month) => dayNamed(month + ' ' + year));
      return first < last ? span(first, last) : '';
    }),
    // in 2008 and 2009
    rule('(?:in|during) (' + YEAR + ') (?:and|or) (' + YEAR + ')', (_, first, last) => 'year:' + first + ' year:' + last),
    // spring 2004
    rule('(?:(?:in|during) )?(?:the )?(' + Object.keys(SEASONS).join('|') + ')[ -](?:of )?(' + YEAR + ')', (_, season, year) => inSeason(season, year)),
    // iran in May 2006
    rule('(?:(?:in|on|during|of|from) )?(?:the month of )?((?:' + NTH + ' )?' + MONTH + ',? (?:' + NTH + ',? )?' + YEAR + ')', (_, day) => dayNamed(day) && 'date:' + dayNamed(day)),
    // in 2008: without such a word a year may be one of the text
    rule('(?:in|during) (?:the year )?(' + YEAR + ')', (_, year) => 'date:' + year)
  ];

  /** What is in quotation marks, also where the second is missing. */
  const QUOTED = /(["“”„][^"“”„]*(?:["“”„]|$))/;

  /** Days in words as fields; in what is quoted, and in sentences, nothing changes. @param {string} text */
  function asFields(text) {
    const spaced = text.replace(/\s+/g, ' ');
    const outside = (/** @type {string} */ part) => RULES.reduce((plain, [pattern, field]) => plain.replace(pattern, (...found) => field(...found) || found[0]), part);
    // Every other part is in quotation marks.
    const parts = spaced.replace(AFTER_FIELD, (all, field, day) => anyDay(day) ? field + anyDay(day) : all).split(QUOTED);
    const plain = parts.map((part, i) => i % 2 ? part : outside(part)).join('');
    const besides = parts.map((part, i) => i % 2 ? ' ' : outside(part)).join('').replace(/(?:since|until|before|after|date|year):[\d.-]+/g, ' ');
    return plain === spaced || passage.analyse(besides).length > FEW ? text : plain;
  }

  // In fields

  /** @type {Record<string, string>} */
  const COMPARED = {'>': 'after', '>=': 'since', '<': 'before', '<=': 'until'};

  /**
   * What a leaf says of days: `date:2009-05`, `year:>2008`, `from:2008`, or a day by itself; null if nothing.
   * @param {string} field @param {string} typed  the name of the field as typed @param {string} words
   * @returns {{field: string, value: string} | null}
   */
  function dated(field, typed, words) {
    const compared = /^([<>]=?)(.*)$/.exec(words);
    if (compared && (field === 'year' || DAYS.has(field))) return {field: COMPARED[compared[1]], value: compared[2]};
    if (DAYS.has(field)) return {field, value: words};
    if (typed === 'from' && areDays(words)) return {field: 'since', value: words};
    if (!field && /^\d{4}-\d\d(?:-\d\d)?(?:\.\.\d{4}-\d\d(?:-\d\d)?)?$/.test(words) && areDays(words)) return {field: 'date', value: words};
    return null;
  }

  /** Days of `before:`, `after:` and the like. @param {Search.Leaf[]} leaves @returns {{from: string, to: string}} */
  function rangeOf(leaves) {
    const range = {from: '', to: ''};
    for (const {field, text} of leaves.filter((leaf) => leaf.kind === 'days' && leaf.text && leaf.sign !== '-')) {
      const [first, last = first] = text.split('..');
      if (field === 'date') {
        range.from = [range.from, dayOf(first, false)].filter(Boolean).sort()[0];
        range.to = [range.to, dayOf(last, true)].sort()[1];
      }
      if (field === 'since') range.from = dayOf(first, false);
      if (field === 'until') range.to = dayOf(last, true);
      if (field === 'after') range.from = nextDay(dayOf(text, true), 1);
      if (field === 'before') range.to = nextDay(dayOf(text, false), -1);
    }
    return range;
  }

  /** The years of `year:2007-2009`; none if a leaf is no range. @param {Search.Leaf} leaf */
  function yearsOf(leaf) {
    const range = leaf.field === 'year' && /^(\d{4})(?:-|\.\.)(\d{4})$/.exec(leaf.text);
    if (!range) return [];
    const first = Number(range[1]), count = Math.min(100, Math.max(0, Number(range[2]) - first) + 1);
    return Array.from({length: count}, (_, i) => String(first + i));
  }

  return {dayOf, areDays, dayNamed, asFields, dated, rangeOf, yearsOf};
})();
