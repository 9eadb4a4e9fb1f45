import http from 'node:http';
import type { Step } from './requests.ts';

/** An answer, as far as a client can rely on it. */
export type Answer = { status: number; headers: Record<string, string>; body: unknown };

const HEADERS = [
  'allow',
  'cache-control',
  'content-length',
  'content-security-policy',
  'content-type',
  'location',
  'vary',
  'www-authenticate',
];

/** Sends one request of a scenario; the path goes out as it is written. */
export async function ask(baseUrl: string, step: Step): Promise<Answer> {
  const [method = '', path = ''] = step.do.split(' ');
  const as = step.as ?? 'guest:guest';
  const body = step.body === undefined ? undefined : typeof step.body === 'string' ? step.body : JSON.stringify(step.body);
  const headers: Record<string, string> = {
    ...(body !== undefined && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
    ...(as && { authorization: `Basic ${Buffer.from(as).toString('base64')}` }),
    ...step.headers,
  };
  const { status, head, text } = await send({ url: new URL(baseUrl), method, path, headers, body });
  const kept = HEADERS.flatMap((name) => (head[name] === undefined ? [] : [[name, String(head[name])] as const]));
  return normal({ status, headers: Object.fromEntries(kept), body: parsed(text) });
}

type Raw = { status: number; head: http.IncomingHttpHeaders; text: string };

function send(request: {
  url: URL;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}): Promise<Raw> {
  const { url, method, path, headers, body } = request;
  return new Promise((resolve, reject) => {
    const outgoing = http.request({ host: url.hostname, port: url.port, method, path, headers, agent: false }, (response) => {
      if (method === 'HEAD') {
        outgoing.destroy(); // the real broker sends the body of an error all the same
        resolve({ status: response.statusCode ?? 0, head: response.headers, text: '' });
      }
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, head: response.headers, text: Buffer.concat(parts).toString() }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // not every body is JSON
  }
}

/** What differs from run to run or machine to machine: kept as a key, its value is not compared. */
const VOLATILE = new Set([
  ...['memory', 'idle_since', 'garbage_collection', 'rate', 'cluster_name', 'erlang_version', 'erlang_full_version', 'listeners'],
  ...['contexts', 'statistics_db_event_queue', 'churn_rates', 'password_hash', 'id', 'head_message_timestamp'],
  ...['avg_ack_egress_rate', 'avg_ack_ingress_rate', 'avg_egress_rate', 'avg_ingress_rate', 'next_seq_id', 'next_deliver_seq_id'],
  ...['delta', 'target_ram_count', 'reductions', 'message_bytes_paged_out', 'q1', 'q2', 'q3', 'q4', 'mirror_seen'],
]);
/** Statistics of publishers and consumers, which the real broker drops and brings back as its samples age. */
const DROPPED = new Set([
  'message_stats',
  'reductions_details',
  'reductions',
  'recv_oct',
  'send_oct',
  'recv_oct_details',
  'send_oct_details',
]);

/** The length of a body with values that differ says nothing; that of a refusal does. */
function normal({ status, headers, body }: Answer): Answer {
  const { 'content-length': length, ...rest } = headers;
  const isFixed = status !== 200 && length !== undefined;
  return { status, headers: isFixed ? { ...rest, 'content-length': length } : rest, body: masked(body) };
}

/** A node's name, in values and in keys. */
const NODE_NAME = /\b(ref|rabbit)@[\w.-]+/g;

function masked(value: unknown, key = ''): unknown {
  if (VOLATILE.has(key)) return `<${key}>`;
  if (Array.isArray(value)) return value.map((item) => masked(item));
  if (typeof value === 'string') return value.replaceAll(NODE_NAME, '<node>');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !DROPPED.has(name))
      .map(([name, item]) => [name.replaceAll(NODE_NAME, '<node>'), masked(item, name)]),
  );
}
