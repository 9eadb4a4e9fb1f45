import { hasPassword, isAdmin, isMonitor, mayManage, type User } from './accounts.ts';
import type { Broker } from './broker.ts';
import { matchResource } from './match-resource.ts';
import { AmqpError, badRequest, Crash, notAuthorised, notFound, notHere, Refusal } from './refusals.ts';
import type { ApiRequest } from './request.ts';
import { allowedMethods, type Resource } from './resource.ts';

/** A request as it came, its body read. */
export type Incoming = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: { authorization?: string | undefined; accept?: string | undefined };
  body: string;
};

/** An answer; `body` is the text to send. */
export type Outgoing = { status: number; headers: Record<string, string>; body: string };

/** What requests are answered from. */
export type Api = { broker: Broker; node: string; resources: readonly Resource[]; log: (line: string) => void };

const CSP = { 'content-security-policy': "script-src 'self' 'unsafe-eval' 'unsafe-inline'; object-src 'self'" };
const JSON_TYPE = { 'content-type': 'application/json' };
const REALM = { 'www-authenticate': 'Basic realm="RabbitMQ Management"' };
/** Characters that an address has only as %XX. */
const NOT_IN_ADDRESSES = /[^!-~]|[<>"{}|\\^`]/;
/** What `/api/…` of the real one has beside; asked for, it is said to be missing instead of not found. */
const NOT_HERE =
  /^\/api\/(definitions|all-configuration|parameters|global-parameters|policies|operator-policies|vhost-limits|user-limits|topic-permissions|feature-flags|healthchecks|health|reset|rebalance|login)(\/|$)/;

/**
 * Answers a request in the order RabbitMQ's web server decides: address, method, who asks, what they accept, whether the
 * thing exists, and only then the work. Never throws.
 */
export async function answer(api: Api, incoming: Incoming): Promise<Outgoing> {
  try {
    return await decide(api, incoming);
  } catch (error) {
    if (!(error instanceof Crash)) api.log(`A request could not be answered: ${String((error as Error)?.stack ?? error)}`);
    return { status: 500, headers: {}, body: '' };
  }
}

async function decide(api: Api, incoming: Incoming): Promise<Outgoing> {
  const early = { vary: 'origin' };
  if (NOT_IN_ADDRESSES.test(incoming.path)) return { status: 400, headers: {}, body: '' };
  const match = matchResource(api.resources, incoming.path);
  if (!match) return refused(missingResource(incoming.path), early);
  const { resource, names } = match;
  const allow = allowedMethods(resource);
  if (!allow.includes(incoming.method)) return bare(405, { ...early, allow: allow.join(', ') });
  if (incoming.method === 'OPTIONS') return bare(200, { ...early, allow: allow.join(', ') });
  const login = readLogin(incoming.headers.authorization);
  if (login === 'unreadable') return { status: 400, headers: {}, body: '' };
  if (login === undefined) return bare(401, { ...early, ...REALM });
  const { broker, node } = api;
  const { method, query, body } = incoming;
  try {
    const request = { broker, node, user: userOf(broker, login), method, names, query, body };
    checkAccess(resource, request);
    if (!resource.isMute && !accepts(incoming.headers.accept)) return bare(406, early);
    return await perform(resource, request);
  } catch (error) {
    return refused(toRefusal(error), isEarly(error) ? early : { vary: varyOf(resource) });
  }
}

/** Refusals of the door, before RabbitMQ has decided what its answers vary with. */
const earlyRefusals = new WeakSet<object>();

function isEarly(error: unknown): boolean {
  return typeof error === 'object' && error !== null && earlyRefusals.has(error);
}

function early(refusal: Refusal): Refusal {
  earlyRefusals.add(refusal);
  return refusal;
}

function missingResource(path: string): Refusal {
  if (NOT_HERE.test(path)) return new Refusal(501, { error: 'not_implemented', reason: notHere(path) });
  return new Refusal(404, { error: 'Object Not Found', reason: 'Not Found' });
}

type Login = { name: string; password: string };

/** A header that cannot be read is answered like a request that cannot be read. */
function readLogin(header: string | undefined): Login | 'unreadable' | undefined {
  if (header === undefined) return undefined;
  const [, scheme = '', text = ''] = /^(\S+) +(.*)$/.exec(header) ?? [];
  if (scheme === '') return 'unreadable';
  if (scheme.toLowerCase() === 'bearer') return { name: '', password: '' };
  if (scheme.toLowerCase() !== 'basic') return undefined;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return 'unreadable';
  const [, name, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(text, 'base64').toString()) ?? [];
  return name === undefined || password === undefined ? 'unreadable' : { name, password };
}

function userOf(broker: Broker, { name, password }: Login): User {
  const user = broker.users.get(name);
  if (!user || !hasPassword(user, password))
    throw early(new Refusal(401, { error: 'not_authorized', reason: 'Login failed' }, REALM));
  if (!mayManage(user)) throw early(notAuthorised('Not management user'));
  return user;
}

function checkAccess({ access }: Resource, { user, broker, names }: ApiRequest): void {
  if (access === 'admin' && !isAdmin(user)) throw early(notAuthorised('Not administrator user'));
  if (access === 'monitor' && !isMonitor(user)) throw early(notAuthorised('Not monitor user'));
  if (access !== 'vhost' || isAdmin(user) || names.vhost === undefined || !broker.vhosts.has(names.vhost)) return;
  if (!broker.permission(names.vhost, user.name)) throw early(notAuthorised('User not authorised to access virtual host'));
}

function accepts(header: string | undefined): boolean {
  if (header === undefined) return true;
  return header.split(',').some((part) => /^\s*(\*\/\*|application\/(json|\*))\s*(;(?!\s*q=0(\.0+)?\s*$).*)?$/.test(part));
}

async function perform(resource: Resource, request: ApiRequest): Promise<Outgoing> {
  const vary = { vary: varyOf(resource) };
  const exists = resource.exists?.(request) ?? true;
  if (request.method === 'PUT') {
    await resource.put?.(request);
    return bare(exists ? 204 : 201, vary);
  }
  if (request.method === 'POST') return posted(await resource.post?.(request), vary);
  if (!exists) throw missingResource('');
  if (request.method === 'DELETE') {
    await resource.delete?.(request);
    return bare(204, vary);
  }
  const json = await resource.get?.(request);
  return { status: 200, headers: { 'cache-control': 'no-cache', ...CSP, ...JSON_TYPE, ...vary }, body: JSON.stringify(json) };
}

function posted(result: Awaited<ReturnType<NonNullable<Resource['post']>>> | undefined, vary: Record<string, string>): Outgoing {
  if (result && 'json' in result)
    return {
      status: 200,
      headers: { 'cache-control': 'no-cache', ...CSP, ...JSON_TYPE, ...vary },
      body: JSON.stringify(result.json),
    };
  if (!result?.created) return bare(204, vary);
  return bare(201, { ...vary, ...(result.location !== undefined && { location: result.location }) });
}

function varyOf(resource: Resource): string {
  return resource.isMute ? 'accept-encoding, origin' : 'accept, accept-encoding, origin';
}

function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof AmqpError) {
    if (error.kind === 'not_found') return notFound(error.explanation);
    return error.kind === 'access_refused' ? notAuthorised('Access refused.') : badRequest(error.explanation);
  }
  if (isDiskError(error)) {
    const reason = `The embedded broker could not write to the disk (${error.code}). Nothing is lost that was answered.`;
    return new Refusal(500, { error: 'internal_error', reason });
  }
  throw error;
}

function isDiskError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string' && 'syscall' in error;
}

function bare(status: number, headers: Record<string, string>): Outgoing {
  return { status, headers: { ...CSP, ...headers }, body: '' };
}

function refused({ status, error, reason, headers }: Refusal, more: Record<string, string>): Outgoing {
  return { status, headers: { ...CSP, ...JSON_TYPE, ...headers, ...more }, body: JSON.stringify({ error, reason }) };
}
