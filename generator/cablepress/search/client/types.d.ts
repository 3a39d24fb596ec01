/** Types for the checks of the client (`npm run check`); nothing of this file is published. */

/** What the client uses of lunr 2.3.9, its insides included; `vendor/lunr.js` is the source. */
declare namespace lunr {
  class Token {
    constructor(text: string, metadata?: object);
    metadata: object;
    update(change: (text: string, metadata: object) => string): Token;
    toString(): string;
  }
  type PipelineFunction = (token: Token, i?: number, tokens?: Token[]) => Token | Token[] | null | undefined;
  class Pipeline {
    static registerFunction(run: PipelineFunction, label: string): void;
    add(...functions: PipelineFunction[]): void;
    run(tokens: Token[]): Token[];
    runString(text: string): string[];
  }
  class TokenSet {
    static fromClause(clause: Clause): TokenSet;
    final: boolean;
    edges: Record<string, TokenSet>;
    intersect(other: TokenSet): TokenSet;
    toArray(): string[];
  }
  interface Clause {
    term: string;
    fields: string[];
    boost: number;
    presence: number;
    usePipeline?: boolean;
    wildcard?: number;
    editDistance?: number;
  }
  class Query {
    static presence: {OPTIONAL: 1, REQUIRED: 2, PROHIBITED: 3};
    constructor(fields: string[]);
    clauses: Clause[];
    clause(clause: Clause): Query;
  }
  class QueryParser {
    constructor(text: string, query: Query);
    parse(): Query;
  }
  class QueryParseError extends Error {
    start: number;
    end: number;
  }
  class Vector {
    elements: number[];
  }
  interface Result {
    ref: string;
    score: number;
    matchData: {metadata: object};
  }
  class Index {
    constructor(parts: {
      invertedIndex: object, fieldVectors: Record<string, Vector>, tokenSet: TokenSet, fields: string[],
      pipeline: Pick<Pipeline, 'runString'>
    });
    search(text: string): Result[];
    query(fill: (query: Query) => void): Result[];
  }
  const stopWordFilter: PipelineFunction;
  const stemmer: PipelineFunction;
}

/** Records that pass between the parts of the search client. */
declare namespace Search {
  /** Loads one index file; `fresh` asks the server for it anew. */
  type Load = (name: string, fresh?: boolean) => Promise<any[]>;

  /** `manifest.js`; docs/search.md describes it. */
  interface Manifest {
    format: number;
    folder: string;
    documents: number;
    terms: number;
    fields: {name: string, boost: number, total: number, pairs?: string}[];
    lengths: string;
    shards: string;
    words: string;
    reversed: string;
    sounds: string;
    /** Words of the site's owner that are looked for together. */
    synonyms?: string[][];
    block: number;
    excerpts: number;
    url: string;
    /** Numbers of the documents that are no cables, by kind: article, page. */
    kinds: Record<string, number[]>;
  }

  interface Options {
    /** URL of the folder `search/`, with `/` at its end. */
    base?: string;
    /** A loader, if not script elements. */
    load?: Load;
    /** Documents up to which lunr gets all postings of a query. */
    wholeBelow?: number;
    /** False to score on this thread. */
    worker?: boolean;
    fresh?: boolean;
  }

  /** What all postings share. */
  interface Context {
    documents: number;
    /** `pairs` holds (length, count) for each code of a short field; null for the body. */
    fields: {name: string, boost: number, total: number, pairs: Uint32Array | null}[];
    /** Of the bodies. */
    lengths: Uint32Array;
  }

  /** One field of one term. */
  interface Posting {
    field: number;
    /** Ascending. */
    docs: Uint32Array;
    codes: Uint32Array;
  }

  interface Term {
    /** Document and place where it appears first; lunr numbers terms in this order. */
    first: [number, number];
    /** Postings in all fields. */
    count: number;
    lists: Posting[];
  }

  /** A word of a query: as written, with stars for any letters, or with a distance in letters. */
  interface Word {
    text: string;
    distance?: number;
    /** Question marks in it stand for a letter each. */
    single?: boolean;
    /** The term, where it is known already. */
    stem?: string;
    /** It is another way to write what was typed: nobody asks how many cables have it. */
    welcome?: boolean;
  }

  /** Part of a query: documents with its words in its fields, all of them or, with `any`, some. Presences are those of lunr. */
  interface Clause {
    words: Word[];
    any?: boolean;
    fields: string[];
    presence: number;
    boost: number;
  }

  /** A file of sorted words, with the size classes of their counts: the bits of the number. */
  interface WordFile {
    words: string[];
    sizes: Uint32Array;
  }

  /** A word as written. */
  interface Written {
    word: string;
    size: number;
  }

  /** A clause whose words are expanded: `words` holds for each the numbers of its terms, in lunr's order. */
  interface PlanClause {
    presence: number;
    boost: number;
    fields: number[];
    words: number[][];
  }

  /** A query with the postings of its terms, as text. */
  interface Plan {
    clauses: PlanClause[];
    terms: string[];
    numbers: string[];
  }

  interface Matches {
    docs: Uint32Array;
    scores: Float64Array;
  }

  interface Answer {
    total: number;
    results: lunr.Result[];
    /** Every matching document, for `filter`. */
    matches: Matches;
    /** The terms to highlight. */
    terms: string[];
    plan: Plan;
    /** What lunr says of a query that it cannot read. */
    error?: {name: string, message: string, start: number, end: number};
  }

  interface DocumentRecord {
    ref: number;
    id: string;
    /** Relative to the site's root. */
    url: string;
    subject: string;
    date: string;
    origin: string;
    classification: string;
    excerpt: string;
    /** article, page, or empty for a cable. */
    kind: string;
  }

  /** Value 0 is no date, 1 the first: a day number since 1970. */
  interface DateColumn {
    first: number;
    values: Uint32Array;
    calendar?: {names: string[], months: Uint16Array};
  }

  /** The number of a label for each document. */
  interface LabelColumn {
    labels: string[];
    values: Uint32Array;
  }

  /** The tags of document d are values[starts[d]] to values[starts[d + 1]]. */
  interface TagColumn extends LabelColumn {
    starts: Uint32Array;
  }

  interface Facets {
    date: DateColumn;
    origin: LabelColumn;
    classification: LabelColumn;
    tags: TagColumn;
  }

  /** Days as YYYY-MM-DD, inclusive; any of the origins and classifications, all of the tags. */
  interface Filter {
    from?: string;
    to?: string;
    origin?: string[];
    classification?: string[];
    tags?: string[];
  }

  /** `sort`: relevance, newest or oldest. */
  interface Paging {
    sort?: string;
    offset?: number;
    limit?: number;
  }

  type Counts = Record<string, number>;

  interface Filtered {
    total: number;
    /** One page. */
    docs: number[];
    counts: {origin: Counts, classification: Counts, tags: Counts, year: Counts, month: Counts};
  }

  /** A word of a text. */
  interface Token {
    start: number;
    end: number;
    /** As it stands there, without punctuation. */
    surface: string;
    /** The index's term for it; a word that the index leaves out stands for itself, in lower case. */
    key: string;
    /** Whether the index leaves it out. */
    common: boolean;
    /** Terms of the designators that it makes with the words before it. */
    joined: string[];
  }

  /** A paragraph of a page, or another piece of its text with an address. */
  interface Block {
    anchor: string;
    text: string;
    tokens: Token[];
    /** The portion marking of a paragraph, or empty. */
    marking: string;
    /** As printed, or empty. */
    number: string;
  }

  interface Phrase {
    field: string;
    excluded: boolean;
    keys: string[];
    /** A pattern that the text must have as it stands, capitals and all. */
    written?: string;
  }

  /** A demand that the index alone cannot check: a cable has one of the phrases, or matches one of the sets of clauses (or does not, if excluded). */
  interface Check {
    phrases: Phrase[];
    sets: {clauses: Clause[], excluded: boolean}[];
  }

  /** A check whose sets are looked up; `passes` tells what they say of a document. */
  interface Checked {
    phrases: Phrase[];
    passes: (doc: number) => boolean;
  }

  /** A part of a quotation, without words left out in between. */
  interface Stretch {
    text: string;
    tokens: Token[];
  }

  /** A part of a query that is no operator. */
  interface Leaf {
    kind: 'word' | 'phrase' | 'days';
    /** +, - or empty. */
    sign: string;
    /** Empty for all. */
    field: string;
    /** As typed, without sign, field and marks. */
    text: string;
    distance: number;
    boost: number;
    /** Its place in the query. */
    start: number;
    end: number;
    /** All of these are meant; each by any of its words. */
    parts: Word[][];
    /** Of a phrase. */
    tokens: Token[];
    /** Synonyms. */
    also: string[];
    /** Synonyms of several words, each a leaf that may stand in for this one. */
    others: Leaf[];
    /** How many leaves from this one on `others` may stand in for. */
    run: number;
    /** Words that are welcome besides. */
    extra: Word[];
    /** Whether the second quotation mark of a phrase is missing. */
    open: boolean;
  }

  /** AND, OR, NOT, ( or ). */
  interface Sign {
    operator: string;
    start: number;
    end: number;
  }

  type Item = Leaf | Sign;
  type Node = {leaf: Leaf} | {and: Node[]} | {or: Node[]} | {not: Node};

  /** One part of a leaf, to be there or not. */
  interface Literal {
    leaf: Leaf;
    part: Word[];
    negative: boolean;
  }

  /** A whole leaf, likewise. */
  interface Demand {
    leaf: Leaf;
    negative: boolean;
  }

  /** What is asked for; `phrases` and `checks`: what the index alone cannot tell. */
  interface Built {
    clauses: Clause[];
    phrases: Phrase[];
    checks: Check[];
  }

  /** A part of a query as it was understood, with its place in the text. */
  interface Chip {
    /** all, not, field or any. */
    kind: string;
    field: string;
    text: string;
    /** Synonyms that are looked for too. */
    also: string[];
    /** A phrase without its second quotation mark. */
    open: boolean;
    start: number;
    end: number;
  }

  interface Understood {
    text: string;
    clauses: Clause[];
    phrases: Phrase[];
    /** Of phrases with alternatives, and the like. */
    checks: Check[];
    /** Of `before:` and the like. */
    days: {from: string, to: string};
    chips: Chip[];
    /** Words that the index leaves out. */
    ignored: string[];
    /** What could not be expressed, or only in part. */
    unclear: string[];
    /** Nothing that the index has is left to look for. */
    tooCommon: boolean;
    /** There is no letter or figure to look for. */
    nothing: boolean;
    /** The words of a quotation; empty if the query is none. */
    quotation: Stretch[];
    references: Reference[];
  }

  /** A cable as it is named; `plain`: in a form that names nothing else. */
  interface Reference {
    year: string;
    post: string;
    number: string;
    plain?: boolean;
  }

  interface Piece {
    text: string;
    marked: boolean;
    /** A word that is not that of the quotation. */
    differs?: boolean;
  }

  /** The passage that comes nearest to a quotation; `same` and `other` are numbers of its block's tokens. */
  interface Passage {
    ref: number;
    differing: number;
    block: Block;
    same: number[];
    other: number[];
  }

  /** What became of a quotation; no passage: it is not in the archive. */
  interface Quoted {
    passage: Passage | null;
  }

  type Engine = InstanceType<typeof Cablepress.search.engine.Engine>;
  type Pages = InstanceType<typeof Cablepress.search.results.Pages>;
  type Results = InstanceType<typeof Cablepress.search.results.Results>;
  type View = InstanceType<typeof Cablepress.search.view.View>;
  type Words = View['words'];

  /** What the engine found. */
  interface Found {
    answer: Answer;
    understood: Understood;
    /** The unfinished word that the query takes for the beginning of one. */
    beginning: string;
    /** Cables that the query names. */
    first: number[];
    quoted: Quoted | null;
    /** What each result is to be checked for in its page. */
    checks: Checked[];
  }

  /** Results at hand. */
  interface Current {
    engine: Engine;
    found: Found;
    list: Results;
    stop: AbortController;
    signal: AbortSignal;
    /** To mark. */
    phrases: string[][];
    terms: Set<string>;
    shown: boolean;
  }

  /** What to try, by the name of its words. */
  interface Way {
    name: string;
    asked: Partial<Asked>;
  }

  /** Other words, each with its cables and the query with it; words, each with the cables that it finds by itself; what to try. */
  interface Help {
    offers: {word: string, count: number, query: string}[];
    words: {label: string, count: number}[];
    ways: Way[];
  }

  interface Bar {
    name: string;
    count: number;
  }

  /** What a reader asks for; every value a text, empty if not asked. */
  interface Asked {
    /** The query as typed. */
    q: string;
    origin: string;
    classification: string;
    tag: string;
    year: string;
    /** First day of a range, YYYY-MM-DD; an address may hold a month or a year instead. */
    from: string;
    /** Last day. */
    to: string;
    /** Portion marking of the paragraphs that match: S, C and the like. */
    marking: string;
    /** newest, oldest; else by relevance. */
    sort: string;
  }

  /** An error of lunr's query parser, for readers: the query in three parts, `here` being where it goes wrong. */
  interface Wrong {
    name: string;
    field: string;
    fields: string;
    /** The name of a field that may be meant, or empty. */
    near: string;
    before: string;
    here: string;
    after: string;
    /** Whether more typing may mend it. */
    unfinished: boolean;
  }
}
