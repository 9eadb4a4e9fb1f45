import type { InfluxAnswer } from './ask-influx.ts';

/** A cell of InfluxDB's answer. */
export type Cell = string | number | boolean | null;

/** A series of InfluxDB's answer. */
export type Series = { name?: string; tags?: Record<string, string>; columns: string[]; values?: Cell[][] };

type Body = { error?: string; results?: { error?: string; series?: Series[] }[] };

/**
 * The series of the first statement of an answer: Grafana looks at no other.
 * @throws Error with what InfluxDB said was wrong
 */
export function readAnswer({ status, text }: InfluxAnswer): Series[] {
  const body = parse(text);
  if (Math.floor(status / 100) !== 2) throw new Error(`InfluxDB returned error: ${body?.error ?? text.trim().slice(0, 500)}`);
  if (body === undefined) throw new Error(`InfluxDB answered what is no JSON: ${text.trim().slice(0, 100)}`);
  const error = body.error ?? body.results?.[0]?.error;
  if (error) throw new Error(error);
  return body.results?.[0]?.series ?? [];
}

function parse(text: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
