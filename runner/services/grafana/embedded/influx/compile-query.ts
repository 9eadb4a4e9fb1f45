import { formatInterval } from '../durations.ts';
import type { QueryModel } from './query-model.ts';
import { quotedName, renderPart } from './query-parts.ts';

/** The times a query is asked for (ms). */
export type TimeRange = { from: number; to: number };

type Tag = QueryModel['tags'][number];

/** Grafana's own interval when a query says none (ms). */
const USUAL_INTERVAL_MS = 1000;

/** The interval of a query (ms): what `$__interval` stands for. */
export const intervalOf = ({ intervalMs }: Pick<QueryModel, 'intervalMs'>): number =>
  Math.max(1, Math.floor(intervalMs ?? USUAL_INTERVAL_MS));

/**
 * A panel's query as InfluxQL: raw, or made of the builder's steps, with Grafana's words for time and interval filled in.
 * @throws Error in Grafana's words for a step that it does not know
 */
export function compileQuery(query: QueryModel, { from, to }: TimeRange): string {
  const timeFilter = `time >= ${from}ms and time <= ${to}ms`;
  const isRaw = query.rawQuery === true && query.query !== '';
  const interval = formatInterval(intervalOf(query));
  return (isRaw ? query.query : build(query, timeFilter))
    .replaceAll('$timeFilter', () => timeFilter)
    .replaceAll('$interval', () => interval)
    .replaceAll('$__interval_ms', () => String(intervalOf(query)))
    .replaceAll('$__interval', () => interval);
}

function build(query: QueryModel, timeFilter: string): string {
  const { select, groupBy, orderByTime, limit, slimit, tz, tags } = query;
  const selectors = select.map((parts) => parts.reduce((inner, part) => renderPart(part, inner), ''));
  // Between the others stands a comma; fill belongs to the whole.
  const groups = groupBy.map(
    (part, index) => `${index === 0 ? ' GROUP BY ' : part.type === 'fill' ? ' ' : ', '}${renderPart(part)}`,
  );
  return [
    `SELECT ${selectors.join(', ')} FROM ${source(query)} WHERE ${conditions(tags)}${timeFilter}`,
    groups.join(''),
    orderByTime && ` ORDER BY time ${orderByTime}`,
    limit && ` limit ${limit}`,
    slimit && ` slimit ${slimit}`,
    tz && ` tz('${tz}')`,
  ].join('');
}

const isRegex = (text: string) => /^\/.*\/$/s.test(text);

function source({ measurement, policy }: QueryModel): string {
  const before = policy === '' || policy === 'default' ? '' : `"${policy}".`;
  return `${before}${isRegex(measurement) ? measurement : `"${measurement}"`}`;
}

function conditions(tags: readonly Tag[]): string {
  const rendered = tags.map((tag, index) => `${index === 0 ? '' : `${tag.condition || 'AND'} `}${condition(tag)}`);
  if (rendered.length === 0) return '';
  return `${rendered.length > 1 ? `(${rendered.join(' ')})` : rendered[0]} AND `;
}

function condition({ key, value, operator }: Tag): string {
  const chosen = operator || (isRegex(value) ? '=~' : '=');
  const name = quotedName(key);
  const bare = bareValue(value);
  if (chosen === '=~' || chosen === '!~') return `${name} ${chosen} ${value}`;
  if (['<', '>', '<=', '>='].includes(chosen)) return `${name} ${chosen} ${value === bare ? value : `'${bare}'`}`;
  if (chosen === 'Is' || chosen === 'Is Not') return `${name} ${chosen === 'Is' ? '=' : '!='} ${typed(key, value)}`;
  return `${name} ${chosen} ${quoted(bare)}`;
}

/** A value as what it looks like: a number or truth without quotes, unless it is a tag's. */
function typed(key: string, value: string): string {
  if (key.endsWith('::tag')) return quoted(value);
  if (/^(?:true|false)$/i.test(value)) return value.toLowerCase();
  return /^-?\d+(?:\.\d+)?$/.test(value) ? value : quoted(bareValue(value));
}

/** What a single choice of a variable became, `/^drill$/`, where a text is wanted. */
const bareValue = (value: string): string => /^\/\^(.*)\$\/$/s.exec(value)?.[1] ?? value;

const quoted = (value: string): string => `'${value.replaceAll('\\', '\\\\')}'`;
