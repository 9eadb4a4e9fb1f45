import type { RE2JS } from 're2js';

/** The types that a name in a query may be asked for, as in `value::float`. */
export type CastType = 'float' | 'integer' | 'unsigned' | 'string' | 'boolean' | 'field' | 'tag';

/** A field, a tag or `time`. */
export type NameRef = { kind: 'name'; name: string; cast?: CastType };
/** A function with its arguments; its name is in small letters. */
export type Call = { kind: 'call'; name: string; args: Expr[] };
/** A regular expression and the text it was written as. */
export type Regex = { kind: 'regex'; source: string; regex: RE2JS };
/** Two operands. */
export type Binary = { kind: 'binary'; op: string; left: Expr; right: Expr };
/** `*`, or only fields or tags. */
export type Wildcard = { kind: 'wildcard'; only?: 'field' | 'tag' };
/** A constant. Durations are nanoseconds. */
export type Literal =
  | { kind: 'integer'; value: bigint }
  | { kind: 'number'; value: number }
  | { kind: 'string'; value: string }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'duration'; value: bigint }
  | { kind: 'unsigned'; value: bigint };

/** An expression in a query. */
export type Expr = NameRef | Call | Regex | Binary | Wildcard | Literal | { kind: 'paren'; inner: Expr };

/** A column that SELECT asks for. */
export type Field = { expr: Expr; alias: string };

/** What stands after FROM: a measurement's name or a pattern of names. */
export type MeasurementRef = { kind: 'measurement'; database: string; policy: string; name: string; regex?: Regex };

/** What stands after FROM. */
export type Source = MeasurementRef | { kind: 'subquery'; select: Select };

/** How windows without points are filled. */
export type Fill =
  | { kind: 'null' }
  | { kind: 'none' }
  | { kind: 'previous' }
  | { kind: 'linear' }
  | { kind: 'number'; value: number };

/** LIMIT and OFFSET of rows; 0 is as if it were not there. */
export type Paging = { limit: number; offset: number };

/** A SELECT. */
export type Select = Paging & {
  kind: 'select';
  fields: Field[];
  into?: MeasurementRef;
  sources: Source[];
  condition?: Expr;
  dimensions: Expr[];
  fill: Fill;
  /** The direction that ORDER BY time asks for, if it stands there. */
  order?: 'ascending' | 'descending';
  seriesLimit: number;
  seriesOffset: number;
  /** The name of a time zone in capitals and small letters as given. */
  zone?: string;
};

/** What tag keys SHOW TAG VALUES asks for. */
export type KeyFilter = { op: '=' | '!=' | '=~' | '!~' | 'IN'; keys: string[]; regex?: Regex };

/** What the SHOW statements about schemas have in common. */
export type ShowClauses = Paging & { database: string; sources: MeasurementRef[]; condition?: Expr };

/** A statement. */
export type Statement =
  | Select
  | { kind: 'createDatabase'; name: string }
  | { kind: 'dropDatabase'; name: string }
  | { kind: 'showDatabases' }
  | { kind: 'showRetentionPolicies'; database: string }
  | (ShowClauses & { kind: 'showMeasurements' })
  | (ShowClauses & { kind: 'showTagKeys' })
  | (ShowClauses & { kind: 'showTagValues'; keys: KeyFilter })
  | (ShowClauses & { kind: 'showFieldKeys' })
  | (ShowClauses & { kind: 'showSeries' })
  | { kind: 'delete'; sources: MeasurementRef[]; condition?: Expr }
  | { kind: 'dropSeries'; sources: MeasurementRef[]; condition?: Expr }
  | { kind: 'dropMeasurement'; name: string }
  | { kind: 'unsupported'; statement: string };
