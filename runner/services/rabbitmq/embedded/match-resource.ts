import type { Resource } from './resource.ts';

/** A resource and what the path says about it. */
export type Match = { resource: Resource; names: Record<string, string> };

const SYSTEM_NAMES = new Set(['exchange', 'source', 'destination']);

/** The resource at a path. Every segment is decoded by itself, so `%2F` is the vhost `/`. A slash at the end does not count. */
export function matchResource(resources: readonly Resource[], path: string): Match | undefined {
  const segments = path.split('/').slice(1).map(decoded);
  if (segments.at(-1) === '') segments.pop();
  for (const resource of resources) {
    const names = matchPath(resource.path.split('/').slice(1), segments);
    if (names) return { resource, names };
  }
  return undefined;
}

function matchPath(pattern: readonly string[], segments: readonly (string | undefined)[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const names: Record<string, string> = {};
  for (const [i, part] of pattern.entries()) {
    const segment = segments[i];
    if (segment === undefined) return undefined;
    if (!part.startsWith(':')) {
      if (part !== segment) return undefined;
      continue;
    }
    const name = part.slice(1);
    names[name] = SYSTEM_NAMES.has(name) && segment === 'amq.default' ? '' : segment;
  }
  return names;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined; // a stray %: no name is written like this
  }
}
