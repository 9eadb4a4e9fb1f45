import { randomUUID } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** The version of InfluxDB whose answers these are. */
const VERSION = '1.6.7';

/** A request and where its answer goes. */
export type Exchange = {
  request: IncomingMessage;
  response: ServerResponse;
  path: string;
  /** What stands after the question mark. */
  search: URLSearchParams;
};

/** A request that is not carried out, with the status of HTTP. */
export class HttpRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The headers of every answer. */
export function commonHeaders(request: IncomingMessage): OutgoingHttpHeaders {
  const asked = request.headers['x-request-id'] ?? request.headers['request-id'];
  const id = (Array.isArray(asked) ? asked[0] : asked) || randomUUID();
  return { 'Request-Id': id, 'X-Request-Id': id, 'X-Influxdb-Build': 'OSS', 'X-Influxdb-Version': VERSION };
}

/** Answers that all is well, without a word. */
export function sendNothing({ request, response }: Exchange, status: 200 | 204): void {
  const type = status === 204 ? { 'Content-Type': 'application/json' } : { 'Content-Length': 0 };
  response.writeHead(status, { ...type, ...commonHeaders(request) }).end();
}

/** Answers in plain words, as for a path or a method that is not there. */
export function sendText(exchange: Exchange, status: 404 | 405, headers: OutgoingHttpHeaders = {}): void {
  const text = status === 404 ? '404 page not found\n' : 'Method Not Allowed\n';
  const { request, response } = exchange;
  response.writeHead(status, {
    ...{ 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff', 'Content-Length': text.length },
    ...commonHeaders(request),
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}

/** Answers a request that is refused as a whole. */
export function sendRefusal({ request, response, search }: Exchange, { status, message }: HttpRefusal): void {
  const isCsv = acceptsCsv(request) && request.url?.startsWith('/query');
  const json = escapeHtml(JSON.stringify({ error: message }, null, search.get('pretty') === 'true' ? 4 : 0));
  const body = isCsv ? `error\n${csvField(message)}\n` : `${json}\n`;
  if (status === 413) response.statusMessage = 'Request Entity Too Large';
  response.writeHead(status, {
    'Content-Type': isCsv ? 'text/csv' : 'application/json',
    ...commonHeaders(request),
    'X-Influxdb-Error': headerText(message),
    'Content-Length': Buffer.byteLength(body),
    ...(status === 413 && { Connection: 'close' }),
  });
  // Of a text Node would make one with the headers, in UTF-8, which they are in already.
  response.end(Buffer.from(body));
}

/** Whether the asker wants comma-separated values. */
export function acceptsCsv(request: IncomingMessage): boolean {
  return /^(application|text)\/csv$/.test(request.headers.accept ?? '');
}

/** A field as in Go's CSV: in quotes where it would be misread without. */
export function csvField(text: string): string {
  return text === '\\.' || /^\s|[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** Go writes what has a meaning in HTML as numbers. */
export function escapeHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** As much of a message as InfluxDB puts into a header, bytes; clients refuse answers whose headers are long. */
const MAX_HEADER_BYTES = 1024;

/** A header is one line of what HTTP allows there. */
function headerText(message: string): string {
  return Buffer.from(message.replace(/[\r\n]/g, ' '))
    .subarray(0, MAX_HEADER_BYTES)
    .toString('latin1')
    .replace(/[^\t\x20-\x7e\x80-\xff]/g, ' ');
}
