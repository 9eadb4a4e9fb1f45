import type { Cell, Row, StatementResult } from '../result.ts';
import type { TellTime } from './epoch.ts';
import { escapeHtml } from './reply.ts';

/** So many rows are made text at a time. */
const SLICE_ROWS = 5_000;

/** JSON of numbers that JavaScript's numbers do not hold; TypeScript does not know it yet. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

/** A cell as JSON has it. */
function plainCell(cell: Cell, tellTime: (time: Exclude<Cell, number | string | bigint | boolean | null>) => unknown): unknown {
  if (cell === null || typeof cell === 'number' || typeof cell === 'string' || typeof cell === 'boolean') return cell;
  const told = typeof cell === 'bigint' ? cell : tellTime(cell);
  return typeof told === 'bigint' ? rawJSON(String(told)) : told;
}

/** A result in InfluxDB's JSON, piece by piece, so that a large one is never one text. */
export function* formatResult(result: StatementResult, tellTime: TellTime): Generator<string> {
  const { statementId, series, messages, partial, error, zone } = result;
  yield `{"statement_id":${statementId}`;
  if (series && series.length > 0) {
    for (const [at, row] of series.entries()) {
      yield at === 0 ? ',"series":[' : ',';
      yield* formatRow(row, (time) => tellTime(time, zone));
    }
    yield ']';
  }
  if (messages && messages.length > 0) yield `,"messages":${escapeHtml(JSON.stringify(messages))}`;
  if (partial) yield ',"partial":true';
  if (error !== undefined) yield `,"error":${escapeHtml(JSON.stringify(error))}`;
  yield '}';
}

function* formatRow({ name, tags, columns, values, partial }: Row, tell: Parameters<typeof plainCell>[1]): Generator<string> {
  yield escapeHtml(JSON.stringify({ ...(name && { name }), ...(hasAny(tags) && { tags }), columns })).slice(0, -1);
  for (let at = 0; at < values.length; at += SLICE_ROWS) {
    yield at === 0 ? ',"values":[' : ',';
    const rows = values.slice(at, at + SLICE_ROWS).map((row) => row.map((cell) => plainCell(cell, tell)));
    yield escapeHtml(JSON.stringify(rows)).slice(1, -1);
  }
  if (values.length > 0) yield ']';
  yield partial ? ',"partial":true}' : '}';
}

const hasAny = (tags: Row['tags']) => tags !== undefined && Object.keys(tags).length > 0;

/** JSON with four spaces of indent, as `pretty=true` asks for it. */
export function indent(json: string): string {
  return escapeHtml(
    JSON.stringify(
      // Numbers stay as they are written.
      JSON.parse(json, ((_key: string, value: unknown, { source }: { source?: string }) =>
        typeof value === 'number' && source !== undefined ? rawJSON(source) : value) as (key: string, value: unknown) => unknown),
      null,
      4,
    ),
  );
}
