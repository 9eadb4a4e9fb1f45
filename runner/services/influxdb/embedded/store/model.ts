import type { Time, TimeRange } from './time.ts';

/** The types that InfluxDB has for fields, by the names that it gives them. */
export type FieldType = 'float' | 'integer' | 'string' | 'boolean';

/**
 * The values of one field in a chunk, a place for each row. Integers are numbers as long as all of the chunk are exact
 * as such, otherwise bigints. Booleans are 0 and 1. `present` has a 1 for each row that has the field; where it is
 * missing, all have it. What stands at a place that is not present means nothing.
 */
export type Column =
  | { type: 'float'; values: Float64Array; present: Uint8Array | undefined }
  | { type: 'integer'; values: Float64Array | BigInt64Array; present: Uint8Array | undefined }
  | { type: 'string'; values: readonly string[]; present: Uint8Array | undefined }
  | { type: 'boolean'; values: Uint8Array; present: Uint8Array | undefined };

/**
 * Some rows of a series, in ascending order of time, each time once. A row's time is `ms[i]` and `ns[i]`; without `ns`
 * all are whole milliseconds. `columns` are of the fields asked for, in that order; `undefined` where no row has the
 * field. There is at least one row; a row may have none of the fields. To be read only; stays valid.
 */
export type Chunk = {
  length: number;
  ms: Float64Array;
  ns: Int32Array | undefined;
  columns: readonly (Column | undefined)[];
};

/** A measurement's points with the same tags. */
export interface Series {
  readonly measurement: string;
  /** As in line protocol, tags in order: `cpu,host=a,region=b`. */
  readonly key: string;
  /** In order of their keys. */
  readonly tags: ReadonlyMap<string, string>;
  /**
   * The rows of a range, from the oldest chunk to the newest, or the other way round; in a chunk time always ascends.
   * What is written meanwhile may be in it or not. Chunks are read from the disk as they are asked for: one that
   * stops early (a LIMIT) has not read the rest. Leave it by the end, `break` or `return()`, so that its files are let go.
   */
  scan(fields: readonly string[], range: TimeRange, order?: 'ascending' | 'descending'): Generator<Chunk, void>;
}

/** What the points of one name have in common. */
export interface Measurement {
  readonly name: string;
  /** In order of their names. */
  readonly fields: ReadonlyMap<string, FieldType>;
  /** In order, those of series that are there. */
  tagKeys(): string[];
  /** In order of their keys. */
  series(): readonly Series[];
}

/** A value of a field with its type: integers are bigints, all others what they are in JavaScript. */
export type FieldValue =
  | { type: 'float'; value: number }
  | { type: 'integer'; value: bigint }
  | { type: 'string'; value: string }
  | { type: 'boolean'; value: boolean };

/** A point as SELECT INTO writes it. */
export type Point = {
  measurement: string;
  tags: ReadonlyMap<string, string>;
  fields: ReadonlyMap<string, FieldValue>;
  time: Time;
};

/** The one retention policy that a database has here: it keeps everything. */
export const AUTOGEN = {
  name: 'autogen',
  duration: '0s',
  shardGroupDuration: '168h0m0s',
  replicaN: 1,
  isDefault: true,
} as const;

/** A database: all that one name's writes have brought and nobody has deleted. Changes are safe once they resolve. */
export interface Database {
  readonly name: string;
  /** In order. */
  measurementNames(): string[];
  measurement(name: string): Measurement | undefined;
  /** Throws a `WriteRefusal` when some or all of the points are not taken; the others are written. */
  write(points: readonly Point[]): Promise<void>;
  /** Removes the points of a range. A series without points is gone, and so is a measurement without series. */
  deletePoints(series: readonly Series[], range: TimeRange): Promise<void>;
  /** Removes series with all their points. */
  dropSeries(series: readonly Series[]): Promise<void>;
  /** Removes a measurement with its points and the types of its fields. Nothing happens when there is none. */
  dropMeasurement(name: string): Promise<void>;
}

/** All databases of a server. */
export interface Store {
  /** In the order in which they were made. */
  databaseNames(): string[];
  database(name: string): Database | undefined;
  /** Nothing happens when it is there. */
  createDatabase(name: string): Promise<void>;
  /** Nothing happens when there is none. */
  dropDatabase(name: string): Promise<void>;
}
