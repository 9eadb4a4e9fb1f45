import type { IncomingHttpHeaders } from 'node:http';
import type { MiddlewareHandler } from 'hono';

/** Why a request is turned away at the door; `undefined` when it may come in. */
export type Refusal = { header: 'Host' | 'Origin' | 'Sec-Fetch-Site'; value: string };

/** What the door looks at. Browsers say in `Sec-Fetch-…` who asks and what for, also to loopback; a page cannot change it. */
export type DoorHeaders = Pick<IncomingHttpHeaders, 'host' | 'origin' | 'sec-fetch-site' | 'sec-fetch-mode' | 'sec-fetch-dest'>;

/**
 * Guards a server on loopback against pages of other sites. `Host` must be one of ours, against DNS rebinding;
 * `Origin`, when there is one, must be ours too, against requests another site makes; and what a browser asks for on
 * behalf of another page comes in only as `foreignness` says. A request without such headers, as curl sends it, is fine.
 * @param door `names`: host names we answer to, beside the loopback ones. One without a port goes with ours; one with a
 * port, `rabbitmq:15672`, is taken as it is: a proxy in front may know us by another port. `isPage`: whether the request
 * is for a page, which other pages may link to and show in a frame.
 */
export function refusal(
  headers: DoorHeaders,
  door: { port: number; names?: readonly string[]; isPage?: boolean },
): Refusal | undefined {
  const { host, origin } = headers;
  const hosts = ['127.0.0.1', 'localhost', '[::1]', ...(door.names ?? [])].map((name) =>
    /:\d+$/.test(name) ? name : `${name}:${door.port}`,
  );
  if (!host || !hosts.includes(host.toLowerCase())) return { header: 'Host', value: host ?? '' };
  if (origin !== undefined && !hosts.some((one) => origin.toLowerCase() === `http://${one}`))
    return { header: 'Origin', value: origin };
  return foreignness(headers, door.isPage ?? false);
}

/**
 * Turns away what a browser asks for on behalf of another page: `<img src="http://localhost:8086/query?q=…">` has
 * our Host and no Origin, and a GET of an API can do harm. Other pages may lead to a page of ours or frame it, no more.
 */
export function foreignness(headers: DoorHeaders, isPage: boolean): Refusal | undefined {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined;
  const isOpened = headers['sec-fetch-mode'] === 'navigate' && ['document', 'iframe'].includes(headers['sec-fetch-dest'] ?? '');
  return isPage && isOpened ? undefined : { header: 'Sec-Fetch-Site', value: site };
}

/**
 * `refusal` in front of a Hono app.
 * @param port asked late: it is known only when the server listens
 * @param isPage which paths are pages
 */
export function frontDoor(
  port: () => number,
  names: readonly string[] = [],
  isPage: (path: string) => boolean = () => false,
): MiddlewareHandler {
  return async (c, next) => {
    const refused = refusal(c.req.header(), { port: port(), names, isPage: isPage(c.req.path) });
    if (refused)
      return c.json({ error: 'forbidden', reason: `${refused.header} ${refused.value || '(none)'} is not allowed here.` }, 403);
    return next();
  };
}
