import type { MiddlewareHandler } from 'hono';

/** Why a request is turned away at the door; `undefined` when it may come in. */
export type Refusal = { header: 'Host' | 'Origin'; value: string };

/**
 * Guards a server on loopback against pages of other sites. `Host` must be one of ours, against DNS rebinding;
 * `Origin`, when there is one, must be ours too, against requests another site makes. A request without Origin,
 * as curl sends it, is fine.
 * @param names host names we answer to, beside the loopback ones. One without a port goes with ours; one with a port,
 * `rabbitmq:15672`, is taken as it is: a proxy in front may know us by another port.
 */
export function refusal(
  headers: { host: string | undefined; origin: string | undefined },
  door: { port: number; names?: readonly string[] },
): Refusal | undefined {
  const hosts = ['127.0.0.1', 'localhost', '[::1]', ...(door.names ?? [])].map((name) =>
    /:\d+$/.test(name) ? name : `${name}:${door.port}`,
  );
  if (!headers.host || !hosts.includes(headers.host.toLowerCase())) return { header: 'Host', value: headers.host ?? '' };
  if (headers.origin !== undefined && !hosts.some((host) => headers.origin?.toLowerCase() === `http://${host}`))
    return { header: 'Origin', value: headers.origin };
  return undefined;
}

/** `refusal` in front of a Hono app. `port` is asked late: it is known only when the server listens. */
export function frontDoor(port: () => number, names: readonly string[] = []): MiddlewareHandler {
  return async (c, next) => {
    const refused = refusal({ host: c.req.header('host'), origin: c.req.header('origin') }, { port: port(), names });
    if (refused)
      return c.json({ error: 'forbidden', reason: `${refused.header} ${refused.value || '(none)'} is not allowed here.` }, 403);
    return next();
  };
}
