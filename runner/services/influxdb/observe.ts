import { PEEK_MESSAGES } from '#contract/limits.ts';
import type { PeekedMessage } from '#contract/messages/pipeline.ts';
import type { LookContext, ObserverOf, Seen } from '../../pipeline/define-observer.ts';
import { peekedText } from '../../pipeline/peeked-text.ts';
import { askInfluxdb } from './ask-influxdb.ts';
import { type InfluxClient, InfluxRefusal, quoted, type Value } from './client.ts';
import { PointCounts } from './point-counts.ts';

/** A list for people: nobody reads more names. */
const MAX_LISTED = 100;
const counts = new PointCounts();

/** What a picture can show of InfluxDB: measurements, called `<database>.<measurement>`. */
export const influxdbObserver = {
  observe: async (things, context) => await Promise.all(things.map(async ({ name }) => await seenOf(name, context))),
  list: async (context) =>
    await askInfluxdb(context, async (client) => {
      const databases = await client.databases();
      const names = await Promise.all(
        databases.map(async (name) => (await client.measurements(name)).map((of) => `${name}.${of}`)),
      );
      return names
        .flat()
        .slice(0, MAX_LISTED)
        .map((name) => ({ kind: 'measurement' as const, name }));
    }),
  peek: async ({ name }, context) =>
    await askInfluxdb(context, async (client) => {
      const seen = { noun: 'points', order: 'newest first' as const };
      const total = await pointsOf(name, client);
      if (total === undefined) return { ...seen, state: 'missing', total: 0, messages: [] };
      return { ...seen, state: 'seen', total, messages: await newest(name, client) };
    }),
} satisfies ObserverOf<'influxdb'>;

/** `plant.machine`: up to the first dot it is the database. */
function partsOf(name: string): { database: string; measurement: string } {
  const at = name.indexOf('.');
  return { database: name.slice(0, Math.max(at, 0)), measurement: name.slice(at + 1) };
}

async function seenOf(name: string, context: LookContext): Promise<Seen> {
  const count = await counts.take(`${context.resolve('http://influxdb:8086/')} ${name}`, () =>
    askInfluxdb(context, (client) => pointsOf(name, client)),
  );
  if (count === undefined) return { isThere: false };
  return {
    isThere: true,
    count,
    noun: count === 1 ? 'point' : 'points',
    arrived: count,
    facts: [`in ${partsOf(name).database}`],
  };
}

/** As many as its fullest field has values; undefined where it has none or is not there. */
async function pointsOf(name: string, client: InfluxClient): Promise<number | undefined> {
  const { database, measurement } = partsOf(name);
  try {
    const [series] = await client.query(`SELECT count(*) FROM ${quoted(measurement)}`, { database });
    const [, ...values] = series?.values?.[0] ?? [];
    return values.length === 0 ? undefined : Math.max(...values.map(Number));
  } catch (error) {
    if (error instanceof InfluxRefusal && /^database (?:not found|name required)/.test(error.message)) return undefined;
    throw error;
  }
}

async function newest(name: string, client: InfluxClient): Promise<PeekedMessage[]> {
  const { database, measurement } = partsOf(name);
  const from = quoted(measurement);
  const keys = await client.query(`SHOW TAG KEYS FROM ${from}`, { database });
  const tags = new Set(keys.flatMap(({ values = [] }) => values.map(([key]) => String(key))));
  const [series] = await client.query(`SELECT * FROM ${from} ORDER BY time DESC LIMIT ${PEEK_MESSAGES}`, { database });
  return (series?.values ?? []).map((values) => shown(series?.columns ?? [], values, tags));
}

/** A point: its tags as the key, its fields as the value. */
function shown(columns: readonly string[], values: readonly Value[], tags: ReadonlySet<string>): PeekedMessage {
  const cells = columns.map((name, index) => ({ name, value: values[index] ?? null })).filter(({ value }) => value !== null);
  const time = String(values[0]);
  const key = cells.filter(({ name }) => tags.has(name)).map(({ name, value }) => `${name}=${value}`);
  const fields = cells.slice(1).filter(({ name }) => !tags.has(name));
  const text = fields.map(
    ({ name, value }) => `${JSON.stringify(name)}:${typeof value === 'bigint' ? value : JSON.stringify(value)}`,
  );
  return {
    place: time,
    at: Date.parse(time),
    ...(key.length > 0 && { key: peekedText(Buffer.from(key.join(','))) }),
    value: peekedText(Buffer.from(`{${text.join(',')}}`)),
    headers: [],
    facts: [],
  };
}
