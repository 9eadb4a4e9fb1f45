import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { QueryRefusal, type QueryRequest, type RunQuery, type StatementResult } from '../result.ts';
import type { InfluxStore } from '../store/influx-store.ts';
import { tellTimeIn } from './epoch.ts';
import { CsvFormat } from './format-csv.ts';
import { formatResult, indent } from './format-json.ts';
import { readForm } from './read-form.ts';
import { acceptsCsv, commonHeaders, type Exchange, HttpRefusal } from './reply.ts';

/** Rows of a part when `chunked` comes without `chunk_size`. */
const CHUNK_ROWS = 10_000;
/** Pieces are sent when there are so many characters of them. */
const SEND_CHARS = 65_536;

/** `/query`: runs statements and sends what they say as it comes. */
export async function answerQuery(exchange: Exchange, { store, run }: { store: InfluxStore; run: RunQuery }): Promise<void> {
  const { request, response, search } = exchange;
  const form = await readForm(request, search);
  const q = (form.get('q') ?? '').trim();
  if (q === '') throw new HttpRefusal(400, 'missing required parameter "q"');
  const leaving = new AbortController();
  finished(response, () => leaving.abort());
  // The end of the millisecond: a point that was written in it, with the nanoseconds that it got, is not later than now.
  const now = { ms: Date.now(), ns: 999_999 };
  const asked: QueryRequest = {
    ...{ q, db: form.get('db') ?? '', rp: form.get('rp') ?? '', params: readParams(form.get('params') ?? '') },
    ...{ chunkSize: chunkSize(form), now, isRead: request.method === 'GET', signal: leaving.signal },
  };
  const results = run(store, asked);
  try {
    const first = await results.next(); // what cannot be read at all is refused before anything is sent
    await sendPieces(exchange, piecesOf(exchange, form, withFirst(first, results)), leaving.signal);
  } catch (error) {
    if (error instanceof QueryRefusal) throw new HttpRefusal(error.status, error.message);
    throw error;
  } finally {
    await results.return();
  }
}

function readParams(text: string): Record<string, unknown> {
  if (text === '') return {};
  let params: unknown;
  try {
    params = JSON.parse(text);
  } catch (error) {
    throw new HttpRefusal(400, `error parsing query parameters: ${mistakeInJson(text, error as Error)}`);
  }
  if (params === null || typeof params !== 'object' || Array.isArray(params))
    throw new HttpRefusal(400, 'error parsing query parameters: an object is expected');
  return params as Record<string, unknown>;
}

/** In Go's words. */
function mistakeInJson(text: string, { message }: Error): string {
  const at = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length);
  return at >= text.length ? 'unexpected EOF' : `invalid character '${text[at]}' looking for beginning of value`;
}

function chunkSize(form: URLSearchParams): number | undefined {
  if (form.get('chunked') !== 'true') return undefined;
  const size = Number(form.get('chunk_size') || Number.NaN);
  return Number.isSafeInteger(size) && size > 0 ? size : CHUNK_ROWS;
}

async function* withFirst(first: IteratorResult<StatementResult>, rest: AsyncIterable<StatementResult>) {
  if (!first.done) yield first.value;
  if (!first.done) yield* rest;
}

type Results = AsyncIterable<StatementResult>;

function piecesOf({ request }: Exchange, form: URLSearchParams, results: Results): AsyncGenerator<string> {
  const epoch = form.get('epoch') ?? '';
  if (acceptsCsv(request)) return csvPieces(results, new CsvFormat(tellTimeIn(epoch || 'ns')));
  const isPretty = form.get('pretty') === 'true';
  const wanted = { epoch, isChunked: form.get('chunked') === 'true' };
  return isPretty ? prettyPieces(jsonPieces(results, wanted)) : jsonPieces(results, wanted);
}

async function* csvPieces(results: Results, format: CsvFormat): AsyncGenerator<string> {
  for await (const result of results) yield* format.format(result);
}

/** One answer for all, or with `chunked` one for each part, a line each. */
async function* jsonPieces(
  results: Results,
  { epoch, isChunked }: { epoch: string; isChunked: boolean },
): AsyncGenerator<string> {
  const tellTime = tellTimeIn(epoch);
  let count = 0;
  for await (const result of results) {
    yield isChunked || count++ === 0 ? '{"results":[' : ',';
    yield* formatResult(result, tellTime);
    if (isChunked) yield ']}\n';
  }
  // Semicolons alone are no statement, and have no results.
  if (!isChunked) yield count === 0 ? '{}\n' : ']}\n';
}

/** Gathers each answer, and indents it. */
async function* prettyPieces(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let answer = '';
  for await (const piece of pieces) {
    answer += piece;
    if (!piece.endsWith('}\n')) continue;
    yield `${indent(answer)}\n`;
    answer = '';
  }
}

async function sendPieces({ request, response }: Exchange, pieces: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
  const isGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  response.writeHead(200, {
    ...(isGzip && { 'Content-Encoding': 'gzip' }),
    'Content-Type': acceptsCsv(request) ? 'text/csv' : 'application/json',
    ...commonHeaders(request),
  });
  const out: Writable = isGzip ? createGzip() : response;
  if (out !== response) out.pipe(response);
  let waiting: string[] = [];
  let chars = 0;
  for await (const piece of pieces) {
    waiting.push(piece);
    chars += piece.length;
    if (chars < SEND_CHARS) continue;
    if (!out.write(waiting.join(''))) await once(out, 'drain', { signal });
    await nextTurn(); // a reader that is quick enough would let nobody else in
    signal.throwIfAborted();
    waiting = [];
    chars = 0;
  }
  out.end(waiting.join(''));
}
