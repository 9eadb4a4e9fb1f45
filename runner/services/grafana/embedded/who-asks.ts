import { timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { Refusal, refuseAs } from './refusal.ts';

/** Who asks: the administrator, or anybody, who may look. */
export type Who = 'admin' | 'anonymous';

/** What the routes know of a request. */
export type Asked = { Variables: { who: Who } };

/** The only account there is: what the Docker form is set to, too. */
const ADMIN = 'admin:admin';

/** Finds out who asks, by basic authentication. Nobody has to say; who says it wrongly is turned away. */
export const whoAsks: MiddlewareHandler<Asked> = async (c, next) => {
  const given = c.req.header('authorization');
  c.set('who', given === undefined ? 'anonymous' : known(given));
  return next();
};

function known(authorization: string): Who {
  const [, scheme = '', credentials = ''] = /^(\S+)\s+(\S+)\s*$/.exec(authorization) ?? [];
  if (scheme.toLowerCase() === 'bearer') throw refuseAs(401, 'api-key.invalid', 'Invalid API key');
  const told = Buffer.from(Buffer.from(credentials, 'base64').toString());
  const expected = Buffer.from(ADMIN);
  const isAdmin = scheme.toLowerCase() === 'basic' && told.length === expected.length && timingSafeEqual(told, expected);
  if (!isAdmin) throw refuseAs(401, 'password-auth.failed', 'Invalid username or password');
  return 'admin';
}

/** Lets only the administrator pass. @param permissions what Grafana would ask for */
export function adminOnly(permissions: string): MiddlewareHandler<Asked> {
  return async (c, next) => {
    if (c.get('who') !== 'admin')
      throw new Refusal(403, {
        accessErrorId: `ACE${Math.floor(Math.random() * 1e10)
          .toString()
          .padStart(10, '0')}`,
        message: `You'll need additional permissions to perform this action. Permissions needed: ${permissions}`,
        title: 'Access denied',
      });
    return next();
  };
}

/** The administrator's account, asked for by itself. @throws Refusal 401 for anybody else */
export function signedIn(c: Context<Asked>): void {
  if (c.get('who') !== 'admin') throw refuseAs(401, 'auth.unauthorized', 'Unauthorized');
}
