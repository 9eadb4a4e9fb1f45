import { count, type Match, matchInWords } from '#contract/checks/base.ts';
import type { CheckOf } from '#contract/checks/checks.ts';
import type { CheckResult } from '../../verify/define-check.ts';
import { inWords } from './age.ts';
import { type InfluxClient, quoted, type Value } from './client.ts';
import { missingName } from './missing-name.ts';

type Check = CheckOf<'influxdb.rows'>;

/** `influxdb.rows`: are there as many rows as there should be, and new ones? */
export async function judgeRows(check: Check, client: InfluxClient): Promise<CheckResult> {
  const expected = expectedOf(check);
  const missing = await missingThing(check, client);
  if (missing) return { passed: missing.kind === 'measurement' && check.exactly === 0, expected, ...missing.words };
  const condition = conditionOf(check);
  const number = await countRows(check, client, condition);
  const passed = isEnough(check, number);
  if (number === 0) return { passed, expected, ...(await noRows(check, client)) };
  const newest = await newestRow(check, client, condition);
  const age = newest ? Date.now() - Number(newest.time) : 0;
  const isOld = check.newestWithin !== undefined && age > check.newestWithin * 1_000;
  const actual = `${count(number, 'row')}${check.newestWithin === undefined ? '' : `, the newest ${ageInWords(age)}`}`;
  if (passed && !isOld) return { passed: true, expected, actual };
  return { passed: false, expected, actual, hint: passed ? oldHint(check, Number(newest?.time)) : countHint(check, number) };
}

function expectedOf(check: Check): string {
  const { measurement, atLeast, atMost, exactly, newestWithin } = check;
  const least = atMost === undefined || atLeast !== undefined ? [`at least ${count(atLeast ?? 1, 'row')}`] : [];
  const most = atMost === undefined ? [] : [`at most ${atMost.toLocaleString('en-US')}${least.length > 0 ? '' : ' rows'}`];
  const how =
    exactly === undefined ? [...least, ...most].join(' and ') : exactly === 0 ? 'no rows' : `exactly ${count(exactly, 'row')}`;
  const age = newestWithin === undefined ? '' : `, the newest at most ${inWords(newestWithin)} old`;
  return `${how} in ${measurement}${such(check)}${age}`;
}

/** What the rows should be like: ` with machine = m1 where temp > 20`. */
function such({ match, where }: Check): string {
  return `${hasFields(match) ? ` with ${matchInWords(match)}` : ''}${where === undefined ? '' : ` where ${where}`}`;
}

const hasFields = (match: Match | undefined): match is Match => match !== undefined && Object.keys(match).length > 0;

async function missingThing({ database, measurement }: Check, client: InfluxClient) {
  const databases = await client.databases();
  if (!databases.includes(database)) return { kind: 'database', words: missingName('database', database, databases) };
  const measurements = await client.measurements(database);
  if (measurements.includes(measurement)) return undefined;
  return { kind: 'measurement', words: missingName('measurement', measurement, measurements) };
}

function conditionOf({ match = {}, where }: Check): string {
  const fields = Object.entries(match).map(([name, value]) => `${quoted(name)} = ${literal(value)}`);
  const all = [...fields, ...(where === undefined ? [] : [`(${where})`])];
  return all.length === 0 ? '' : ` WHERE ${all.join(' AND ')}`;
}

const literal = (value: string | number | boolean): string =>
  typeof value === 'string' ? `'${value.replaceAll(/['\\]/g, '\\$&').replaceAll('\n', '\\n')}'` : String(value);

/** InfluxDB counts the values of each field: there are as many rows as the fullest field has values. */
async function countRows({ database, measurement }: Check, client: InfluxClient, condition: string): Promise<number> {
  const [series] = await client.query(`SELECT count(*) FROM ${quoted(measurement)}${condition}`, { database });
  const [, ...counts] = series?.values?.[0] ?? [];
  return Math.max(0, ...counts.map(Number));
}

async function newestRow(
  { database, measurement }: Check,
  client: InfluxClient,
  condition: string,
): Promise<Record<string, Value> | undefined> {
  const text = `SELECT * FROM ${quoted(measurement)}${condition} ORDER BY time DESC LIMIT 1`;
  const [series] = await client.query(text, { database, epoch: 'ms' });
  const values = series?.values?.[0];
  return values && Object.fromEntries(series.columns.map((name, index) => [name, values[index] ?? null]));
}

function isEnough({ atLeast, atMost, exactly }: Check, number: number): boolean {
  if (exactly !== undefined) return number === exactly;
  return number >= (atLeast ?? (atMost === undefined ? 1 : 0)) && number <= (atMost ?? Number.POSITIVE_INFINITY);
}

/** None is as it should be: what the newest one has instead. */
async function noRows(check: Check, client: InfluxClient): Promise<{ actual: string; hint?: string }> {
  const { measurement, match } = check;
  const total = await countRows(check, client, '');
  const newest = hasFields(match) ? await newestRow(check, client, '') : undefined;
  const other = newest && Object.entries(match ?? {}).filter(([name, value]) => newest[name] !== value);
  const instead = other?.map(([name]) => `${name} = ${shown(newest?.[name])}`).join(' and ');
  const none = `${count(total, 'row')} in ${measurement}, none${such(check)}`;
  return {
    actual: instead ? `${none}; the newest has ${instead}` : none,
    ...(!isEnough(check, 0) && { hint: `Write ${count(check.exactly ?? check.atLeast ?? 1, 'row')}${such(check)}.` }),
  };
}

const shown = (value: Value | undefined): string =>
  value === null || value === undefined ? 'nothing' : typeof value === 'bigint' ? String(value) : JSON.stringify(value);

function countHint(check: Check, number: number): string {
  const { measurement, exactly, atLeast, atMost } = check;
  if (number > (exactly ?? atMost ?? Number.POSITIVE_INFINITY))
    return `Rows of earlier runs are there, too. DROP MEASUREMENT ${quoted(measurement)} takes them away; then write the rows once.`;
  const more = (exactly ?? atLeast ?? 1) - number;
  return `Write ${count(more, 'more row')}. A row with the same tags and time as another takes its place.`;
}

function oldHint({ measurement }: Check, time: number): string {
  if (time < DECADE_MS) return 'A time near 1970 was written in another unit: say precision=ms or precision=s with the write.';
  return `Nothing new comes to ${measurement}: see that the program that writes to it runs.`;
}

const DECADE_MS = 10 * 365 * 86_400_000;

function ageInWords(ageMs: number): string {
  return ageMs < 0 ? `${inWords(-ageMs / 1_000)} ahead` : `${inWords(ageMs / 1_000)} old`;
}
