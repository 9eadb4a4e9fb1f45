import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { DataSource } from '../state.ts';

/** What an InfluxDB answered. */
export type InfluxAnswer = { status: number; type: string; text: string };

/** What it is asked: its query endpoint's parameters, such as `q` and `rp`. */
export type InfluxQuestion = { parameters: Record<string, string>; proxyUrl: string | undefined; signal: AbortSignal };

/** The longest answer that is read (bytes): what a browser can draw is far below. */
const MAX_ANSWER_BYTES = 64_000_000;

/**
 * Asks the InfluxDB of a data source as Grafana does, GET or POST as it is set, with its user where it has one.
 * @throws Error in the words of Grafana's HTTP client when it cannot be reached
 */
export async function askInflux(dataSource: DataSource, question: InfluxQuestion): Promise<InfluxAnswer> {
  const { parameters, proxyUrl, signal } = question;
  const isPost = dataSource.jsonData.httpMode === 'POST';
  const { q = '', ...rest } = parameters;
  const url = queryUrl(dataSource, isPost ? rest : parameters);
  const form = isPost ? new URLSearchParams({ q }).toString() : undefined;
  const headers = { ...userOf(dataSource), ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }) };
  try {
    const answer = await send(url, { method: isPost ? 'POST' : 'GET', headers, body: form, proxyUrl, signal });
    const text = await readText(answer);
    const type = answer.headers['content-type'] ?? '';
    // The stack's proxy says in words why a name does not answer.
    if (proxyUrl && answer.statusCode === 502 && type.startsWith('text/plain')) throw new Error(`dial tcp: ${text.trim()}`);
    return { status: answer.statusCode ?? 0, type, text };
  } catch (cause) {
    throw new Error(`${isPost ? 'Post' : 'Get'} "${url}": ${reason(cause)}`, { cause });
  }
}

/** The database that a data source names: where Grafana has it now, or where it had it. */
export const databaseOf = ({ jsonData, database }: DataSource): string =>
  typeof jsonData.dbName === 'string' && jsonData.dbName !== '' ? jsonData.dbName : database;

function queryUrl({ url }: DataSource, parameters: Record<string, string>): URL {
  const whole = new URL(/^\w+:\/\//.test(url) ? url : `http://${url}`);
  whole.pathname = `${whole.pathname.replace(/\/+$/, '')}/query`;
  for (const name of Object.keys(parameters).sort()) whole.searchParams.set(name, parameters[name] ?? '');
  return whole;
}

function userOf({ basicAuth, basicAuthUser, user, secureJsonData }: DataSource): Record<string, string> {
  const [name, password = ''] = basicAuth ? [basicAuthUser, secureJsonData.basicAuthPassword] : [user, secureJsonData.password];
  return name === '' ? {} : { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` };
}

type Sent = {
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
  proxyUrl: string | undefined;
  signal: AbortSignal;
};

function send(url: URL, { method, headers, body, proxyUrl, signal }: Sent): Promise<IncomingMessage> {
  const proxy = proxyUrl && url.protocol === 'http:' ? new URL(proxyUrl) : undefined;
  const where = proxy
    ? { host: proxy.hostname, port: proxy.port, path: url.href }
    : { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port || undefined, path: `${url.pathname}${url.search}` };
  const secret = proxy && `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const options = {
    ...where,
    method,
    signal,
    headers: {
      ...headers,
      host: url.host,
      ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
      ...(secret && { 'proxy-authorization': `Basic ${Buffer.from(secret).toString('base64')}` }),
    },
  };
  return new Promise((resolve, reject) => {
    const started = url.protocol === 'https:' ? httpsRequest(options, resolve) : httpRequest(options, resolve);
    started.on('error', reject);
    started.end(body);
  });
}

async function readText(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MAX_ANSWER_BYTES) throw new Error(`the answer is longer than ${MAX_ANSWER_BYTES / 1e6} MB`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function reason(cause: unknown): string {
  const { code, message, name, address, port, hostname } = cause as NodeJS.ErrnoException & Record<string, unknown>;
  if (code === 'ECONNREFUSED') return `dial tcp ${address}:${port}: connect: connection refused`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `dial tcp: lookup ${hostname}: no such host`;
  if (name === 'TimeoutError' || name === 'AbortError') return 'context deadline exceeded';
  return message ?? String(cause);
}
