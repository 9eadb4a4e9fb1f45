import { covers, type User } from './accounts.ts';
import type { Broker } from './broker.ts';
import { AmqpError, badRequest, notAuthorised, notFound } from './refusals.ts';
import type { VHost } from './vhost.ts';

/** A request to one resource, by a user who may make it. */
export type ApiRequest = {
  broker: Broker;
  node: string;
  user: User;
  method: string;
  /** What the path says: vhost, queue, exchange, … An exchange called amq.default has the empty name. */
  names: Record<string, string>;
  query: URLSearchParams;
  body: string;
};

/** The vhost of the path. The resource says that it exists. */
export function vhostOf({ broker, names }: ApiRequest): VHost | undefined {
  return broker.vhosts.get(names.vhost ?? '');
}

/** The vhost of the path for a declaration. @throws Refusal 404 `vhost_not_found` */
export function declaredVhost(request: ApiRequest): VHost {
  const vhost = vhostOf(request);
  if (!vhost) throw notFound('vhost_not_found');
  return vhost;
}

/** The vhost of the path as a channel opens it. @throws Refusal 401 when it is not there or not the user's. */
export function openedVhost(request: ApiRequest): VHost {
  const vhost = vhostOf(request);
  if (!vhost || !request.broker.permission(vhost.name, request.user.name)) throw notAuthorised('Access refused.');
  return vhost;
}

/** What the user wants to do with a queue or an exchange. */
export type Wish = { may: 'configure' | 'write' | 'read'; vhost: VHost; kind: 'queue' | 'exchange'; name: string };

/** @throws AmqpError 'access_refused' when the user's permissions do not cover it. */
export function checkPermitted({ broker, user }: ApiRequest, { may, vhost, kind, name }: Wish): void {
  const permission = broker.permission(vhost.name, user.name);
  if (permission && covers(permission[may], name)) return;
  const shown = name === '' ? 'amq.default' : name;
  throw new AmqpError('access_refused', `access to ${kind} '${shown}' in vhost '${vhost.name}' refused for user '${user.name}'`);
}

/** The object in a body. Nothing, `null`, `true` and `false` are one without fields. @throws Refusal in RabbitMQ's words. */
export function decodeBody({ body }: ApiRequest): Record<string, unknown> {
  if (body === '' || body === 'undefined') return {};
  const value = parseJson(body);
  if (typeof value === 'string')
    throw badRequest('invalid payload: the request body JSON-decoded to a string. Is the input doubly-JSON-encoded?');
  if (value === null || typeof value === 'boolean') return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw badRequest('not_json');
  return value as Record<string, unknown>;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('not_json');
  }
}

/** The body, which must have these fields. @throws Refusal that lists the missing ones as Erlang prints them. */
export function decodeWith(request: ApiRequest, fields: readonly string[]): Record<string, unknown> {
  const body = decodeBody(request);
  const missing = fields.filter((field) => !Object.hasOwn(body, field)).map((field) => `{key_missing,${field}}`);
  if (missing.length === 0) return body;
  const flat = `[${missing.join(',')}]`;
  throw badRequest(flat.length < 79 ? flat : `[${missing.join(',\n ')}]`);
}

/** RabbitMQ takes `"true"` for `true`. @throws Refusal `not_boolean` */
export function parseBool(value: unknown): boolean {
  if (value === undefined || value === false || value === 'false') return false;
  if (value === true || value === 'true') return true;
  throw badRequest(['not_boolean', value]);
}

/** … and `"10"` for `10`. @throws Refusal `not_integer` */
export function parseInteger(value: unknown): number {
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value === 'string' && /^[+-]?\d+$/.test(value)) return Number(value);
  throw badRequest(['not_integer', value]);
}
