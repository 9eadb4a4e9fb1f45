import { checkPatterns, type Permission, type User, userFrom } from '../accounts.ts';
import { type Item, replyList, replyOne } from '../list-reply.ts';
import { badRequest, Crash } from '../refusals.ts';
import { type ApiRequest, decodeBody, decodeWith, vhostOf } from '../request.ts';
import type { Resource } from '../resource.ts';

const byName = { sorts: ['vhost', 'name'], isPaged: false };
const byVhost = { sorts: ['vhost', 'user'], isPaged: false };

/** Users and what they may do. */
export const userResources: readonly Resource[] = [
  {
    path: '/api/whoami',
    access: 'user',
    get: ({ user, query }) => replyOne({ name: user.name, tags: user.tags }, query),
  },
  { path: '/api/users', access: 'admin', get: (request) => listUsers(request, () => true) },
  {
    path: '/api/users/without-permissions',
    access: 'admin',
    get: (request) => listUsers(request, ({ name }) => request.broker.permissions().every(({ user }) => user !== name)),
  },
  { path: '/api/users/bulk-delete', access: 'admin', isMute: false, post: bulkDelete },
  {
    path: '/api/users/:user',
    access: 'admin',
    exists: (request) => userOf(request) !== undefined,
    get: getUser,
    put: (request) => request.broker.putUser(userFrom(request.names.user ?? '', decodeBody(request))),
    delete: ({ broker, names }) => broker.deleteUser(names.user ?? ''),
  },
  { path: '/api/permissions', access: 'admin', get: (request) => listPermissions(request, () => true, userFirst) },
  {
    path: '/api/users/:user/permissions',
    access: 'admin',
    exists: (request) => userOf(request) !== undefined,
    get: (request) => listPermissions(request, ({ user }) => user === request.names.user, userFirst),
  },
  {
    path: '/api/vhosts/:vhost/permissions',
    access: 'admin',
    exists: (request) => vhostOf(request) !== undefined,
    get: (request) => listPermissions(request, ({ vhost }) => vhost === request.names.vhost, vhostFirst),
  },
  {
    path: '/api/permissions/:vhost/:user',
    access: 'admin',
    exists: (request) => permissionOf(request) !== undefined,
    get: (request) => replyOne(userFirst(permissionOf(request) ?? fail()), request.query),
    put: putPermission,
    delete: ({ broker, names }) => broker.deletePermission(names.vhost ?? '', names.user ?? ''),
  },
];

function fail(): never {
  throw new Crash();
}

function userOf({ broker, names }: ApiRequest): User | undefined {
  return broker.users.get(names.user ?? '');
}

function show({ name, passwordHash, tags }: User): Item {
  const hashing_algorithm = 'rabbit_password_hashing_sha256';
  return { name, password_hash: passwordHash, hashing_algorithm, tags, limits: {} };
}

function getUser(request: ApiRequest): unknown {
  return replyOne(show(userOf(request) ?? fail()), request.query);
}

function listUsers({ broker, query }: ApiRequest, wanted: (user: User) => boolean): unknown {
  return replyList([...broker.users.values()].filter(wanted).map(show), query, byName);
}

async function bulkDelete(request: ApiRequest): Promise<Record<string, never>> {
  const { users } = decodeWith(request, ['users']);
  if (!Array.isArray(users)) throw new Crash();
  await Promise.all(users.map((name) => request.broker.deleteUser(String(name))));
  return {};
}

const userFirst = ({ user, vhost, configure, write, read }: Permission): Item => ({ user, vhost, configure, write, read });
const vhostFirst = ({ user, vhost, configure, write, read }: Permission): Item => ({ vhost, user, configure, write, read });

type Show = (permission: Permission) => Item;

function listPermissions({ broker, query }: ApiRequest, wanted: (permission: Permission) => boolean, shown: Show): unknown {
  return replyList(broker.permissions().filter(wanted).map(shown), query, byVhost);
}

function permissionOf({ broker, names }: ApiRequest): Permission | undefined {
  return broker.permission(names.vhost ?? '', names.user ?? '');
}

async function putPermission(request: ApiRequest): Promise<void> {
  const vhost = vhostOf(request);
  const user = userOf(request);
  if (!vhost || !user) throw badRequest('vhost_or_user_not_found');
  const { configure, write, read } = decodeWith(request, ['configure', 'write', 'read']);
  const patterns = [configure, write, read].map((pattern) => (typeof pattern === 'string' ? pattern : fail()));
  checkPatterns(patterns);
  const [first = '', second = '', third = ''] = patterns;
  const permission = { user: user.name, vhost: vhost.name, configure: first, write: second, read: third };
  await request.broker.putPermission(permission);
}
