import * as z from 'zod';
import { checkBase, match, seconds } from './base.ts';

const database = z.string().min(1).max(200).describe('The name of the database.');

/** A database is there; or, with `absent`, is not there. */
export const influxdbDatabase = z.strictObject({
  ...checkBase,
  check: z.literal('influxdb.database').describe('A database is there; or, with `absent`, is not there.'),
  database,
  absent: z.boolean().optional(),
});

/**
 * Rows are in a measurement: at least, at most or exactly so many with these tags and fields, and the newest not older than
 * so many seconds.
 */
export const influxdbRows = z.strictObject({
  ...checkBase,
  check: z
    .literal('influxdb.rows')
    .describe(
      'Rows are in a measurement: at least, at most or exactly so many that have the tags and fields of `match`, the newest not older than `newestWithin`.',
    ),
  database,
  measurement: z.string().min(1).max(200).describe('The name of the measurement.'),
  atLeast: z.int().min(1).optional().describe('So many rows, or more.'),
  atMost: z.int().min(1).optional().describe('So many rows, or fewer.'),
  exactly: z.int().min(0).optional().describe('So many rows, no more and no less.'),
  match: match.optional().describe('Tag or field and expected value.'),
  where: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .describe('Only rows for which this condition of InfluxQL holds: temp > 20 AND machine =~ /^m/.'),
  newestWithin: seconds.min(0).optional().describe('The newest of these rows is at most so many seconds old.'),
});

export const influxdbChecks = [influxdbDatabase, influxdbRows] as const;

/** What each check proves, when the lesson does not say it. */
export const influxdbTitles = {
  'influxdb.database': (c: z.infer<typeof influxdbDatabase>) =>
    c.absent ? `The database ${short(c.database)} is gone` : `The database ${short(c.database)} is there`,
  'influxdb.rows': (c: z.infer<typeof influxdbRows>) =>
    c.exactly === 0
      ? `No such rows are in ${short(c.measurement)}`
      : c.newestWithin === undefined
        ? `Rows are in ${short(c.measurement)}`
        : `New rows come to ${short(c.measurement)}`,
};

/** A name as it fits into a row. */
const short = (name: string): string => (name.length > 50 ? `${name.slice(0, 49)}…` : name);
