import type { ApiRequest } from './request.ts';

/** What a handler answers beside JSON. */
export type Done = { created?: boolean; location?: string };

/** One kind of address of the API. A method without a handler is not allowed there. */
export type Resource = {
  /** `/api/queues/:vhost/:queue` */
  path: string;
  /** Who may come in. `vhost`: who has permissions in the vhost of the path, or is an administrator. */
  access: 'user' | 'monitor' | 'admin' | 'vhost';
  /** False answers 404 to GET and DELETE. */
  exists?: (request: ApiRequest) => boolean;
  get?: (request: ApiRequest) => unknown;
  put?: (request: ApiRequest) => Promise<void>;
  /** JSON to answer, or where the new thing is. */
  post?: (request: ApiRequest) => Promise<{ json: unknown } | Done>;
  delete?: (request: ApiRequest) => Promise<void>;
  /** It has no JSON to give, so its answers do not vary with `accept`. */
  isMute?: boolean;
};

const METHODS = ['get', 'put', 'post', 'delete'] as const;

/** The value of `allow`: in RabbitMQ's order. */
export function allowedMethods(resource: Resource): string[] {
  const own = METHODS.filter((method) => resource[method]).map((method) => method.toUpperCase());
  return [...(resource.get ? ['HEAD'] : []), ...own, 'OPTIONS'];
}
