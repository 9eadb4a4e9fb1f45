import type { Store } from './store/model.ts';
import type { Time } from './store/time.ts';

/** A value in an answer. Integers beyond what a number holds exactly are bigints. */
export type Cell = Time | number | bigint | string | boolean | null;

/** Rows of one series or group. The first column is `time` wherever rows have one. */
export type Row = {
  /** Missing where an answer has no name, as in SHOW RETENTION POLICIES. */
  name?: string;
  /** In the order in which they are printed. */
  tags?: Readonly<Record<string, string>>;
  columns: readonly string[];
  values: readonly (readonly Cell[])[];
  /** More rows of the same series follow in the next part. */
  partial?: boolean;
};

/** What one statement has to say, or with `chunked` a part of that. */
export type StatementResult = {
  statementId: number;
  series?: readonly Row[];
  messages?: readonly { level: string; text: string }[];
  /** The time zone of `tz()`, in which times are told when they are told as dates: `Europe/Berlin`. */
  zone?: string;
  /** More of the same statement follows. */
  partial?: boolean;
  error?: string;
};

/** What `/query` asks for. */
export type QueryRequest = {
  /** The statements. */
  q: string;
  /** The database of statements that name none; empty when there is none. */
  db: string;
  /** The retention policy of statements that name none; empty for the database's own. */
  rp: string;
  /** The values of `$name` in the statements, from JSON. */
  params: Readonly<Record<string, unknown>>;
  /** Rows per part; `undefined` when the answer is wanted whole. */
  chunkSize: number | undefined;
  /** The moment that `now()` means. */
  now: Time;
  /** Asked with GET, where statements that change something are carried out with a warning, and SELECT INTO as well. */
  isRead: boolean;
  /** When the asker has gone, no further work is done. */
  signal: AbortSignal;
};

/**
 * Answers the statements of a text one after the other (`runQuery` in `query/execute.ts`). Statements that cannot be
 * read throw a `QueryRefusal` before the first result; what goes wrong later is the `error` of a statement's result.
 */
export type RunQuery = (store: Store, request: QueryRequest) => AsyncGenerator<StatementResult, void>;

/** A whole request that is not taken, in InfluxDB's words; `status` is that of HTTP. */
export class QueryRefusal extends Error {
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}
