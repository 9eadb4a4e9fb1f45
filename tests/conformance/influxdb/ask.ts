import http from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Group, Question } from './question.ts';

/** What a client can rely on in an answer; the body is compared letter by letter, as numbers are more exact than in JSON.parse. */
export type Answer = { status: number; headers: Record<string, string>; body: string };

const HEADERS = ['content-type', 'content-encoding', 'x-influxdb-error', 'allow'];

/** Shards are numbered through a server's life. */
const SHARD = /\bshard \d+/g;
/** Methods come in any order. */
const sorted = (list: string): string => list.split(', ').toSorted().join(', ');

/** The database that questions are about. */
const DATABASE = 'plant';

/** Asks one question. */
export async function ask(baseUrl: string, question: string | Question): Promise<Answer> {
  const { method, path, headers, body } = request(typeof question === 'string' ? { q: question } : question);
  const { hostname, port } = new URL(baseUrl);
  return await new Promise((resolve, reject) => {
    const outgoing = http.request({ host: hostname, port, method, path, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const raw = Buffer.concat(parts);
        const isGzip = response.headers['content-encoding'] === 'gzip';
        const kept = HEADERS.flatMap((name) => {
          const value = response.headers[name]?.toString();
          return value === undefined ? [] : [[name, name === 'allow' ? sorted(value) : value] as const];
        });
        const text = (isGzip ? gunzipSync(raw) : raw).toString().replaceAll(SHARD, 'shard <n>');
        resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(kept), body: text });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

type Request = { method: string; path: string; headers: Record<string, string>; body?: Buffer };

function request(question: Question): Request {
  const headers = { ...question.headers };
  if ('do' in question) {
    const [method = '', path = ''] = question.do.split(' ');
    return { method, path, headers, ...sent(question.body, headers) };
  }
  const db = question.db === undefined ? DATABASE : question.db;
  const parameters = new URLSearchParams({ ...(db !== null && { db }), ...question.with });
  if ('write' in question) {
    const body = question.gzip ? gzipSync(question.write) : Buffer.from(question.write);
    if (question.gzip) headers['content-encoding'] = 'gzip';
    headers['content-length'] = String(body.length);
    return { method: 'POST', path: `/write?${parameters}`, headers, body };
  }
  if (question.post === 'form') {
    headers['content-type'] = 'application/x-www-form-urlencoded';
    return {
      method: 'POST',
      path: `/query?${parameters}`,
      headers,
      ...sent(new URLSearchParams({ q: question.q }).toString(), headers),
    };
  }
  parameters.set('q', question.q);
  return { method: question.post ? 'POST' : 'GET', path: `/query?${parameters}`, headers };
}

function sent(body: string | undefined, headers: Record<string, string>): { body?: Buffer } {
  if (body === undefined) return {};
  headers['content-length'] = String(Buffer.byteLength(body));
  return { body: Buffer.from(body) };
}

/** Removes every database, makes `plant` anew and writes the group's lines. */
export async function prepare(baseUrl: string, { lines }: Group): Promise<void> {
  const { body } = await ask(baseUrl, { q: 'SHOW DATABASES', db: null });
  const { results } = JSON.parse(body) as { results: { series?: { values?: [string][] }[] }[] };
  const names = results[0]?.series?.[0]?.values?.flat() ?? [];
  const others = names.filter((name) => name !== '_internal');
  const statements = [...others.map((name) => `DROP DATABASE "${name}"`), `CREATE DATABASE ${DATABASE}`];
  await ask(baseUrl, { q: statements.join('; '), post: 'form', db: null });
  if (lines.length === 0) return;
  const { status, body: refusal } = await ask(baseUrl, { write: lines.join('\n') });
  if (status !== 204) throw new Error(`The lines of a group were not written: ${status} ${refusal}`);
}
