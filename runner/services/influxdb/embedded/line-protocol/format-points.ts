import type { FieldValue, Point } from '../store/model.ts';
import { nanosecondsOfTime } from '../store/time.ts';
import { formatSeriesKey } from './series-key.ts';

/** Points as line protocol, times in nanoseconds. */
export function formatPoints(points: readonly Point[]): Buffer {
  return Buffer.from(points.map(formatPoint).join('\n'));
}

function formatPoint({ measurement, tags, fields, time }: Point): string {
  const sorted = new Map([...tags].filter(([, value]) => value !== '').toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const pairs = [...fields].map(([name, value]) => `${name.replace(/[," =]/g, '\\$&')}=${formatValue(value)}`);
  return `${formatSeriesKey(measurement, sorted)} ${pairs.join(',')} ${nanosecondsOfTime(time)}`;
}

function formatValue({ type, value }: FieldValue): string {
  if (type === 'string') return `"${value.replace(/["\\]/g, '\\$&')}"`;
  return type === 'integer' ? `${value}i` : String(value);
}
