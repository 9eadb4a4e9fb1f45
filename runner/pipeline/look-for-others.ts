import type { OtherThing } from '#contract/messages/pipeline.ts';
import { OBSERVED, readShows } from '#contract/observed.ts';
import type { ServiceId } from '#contract/services.ts';
import type { TrackFields, TrackNode } from '#contract/track.ts';
import { log } from '../lib/log.ts';
import { resolveUrl } from '../services/resolve-url.ts';
import { type LookOptions, PATIENCE_MS } from './look-at-parts.ts';
import { withinTime } from './within-time.ts';

/** More than this many of a service are not offered: nobody looks through such a list. */
const MOST = 50;

/** What is in the running services of a track and not in its picture. A service that does not answer is told by its parts. */
export async function lookForOthers(
  { services: own, nodes }: Pick<TrackFields, 'services' | 'nodes'>,
  options: Omit<LookOptions, 'rates' | 'program'>,
): Promise<OtherThing[]> {
  const shown = new Set(nodes.map(({ service, shows }) => `${service} ${shows}`));
  const ready = options.stack.status().services.filter(({ service, state }) => state === 'ready' && own.includes(service));
  const found = await Promise.all(ready.map(({ service }) => listed(service, options)));
  return found.flatMap((things) => things.filter(({ part }) => !shown.has(part)).slice(0, MOST));
}

async function listed(
  service: ServiceId,
  { stack, services, signal }: Omit<LookOptions, 'rates' | 'program'>,
): Promise<OtherThing[]> {
  const observer = await services.find(({ id }) => id === service)?.observer?.();
  if (!observer?.list) return [];
  const limit = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  try {
    const things = await withinTime(observer.list({ resolve: (url: string) => resolveUrl(stack, url), signal: limit }), limit);
    return things
      .map(({ kind, name }) => ({ part: `${service} ${kind} ${name}`, label: name, service, kind }))
      .sort((a, b) => (a.label < b.label ? -1 : 1));
  } catch (error) {
    if (!signal.aborted) log.debug({ err: error, service }, 'what is in a service could not be listed');
    return [];
  }
}

/** What a page asks for that is not in the picture, as if it were; undefined when no service of the track shows such a thing. */
export function otherNode(part: string, { services }: Pick<TrackFields, 'services'>) {
  const { kind: id, name: shows } = readShows(part);
  const service = services.find((candidate) => candidate === id);
  const { kind, name: label } = readShows(shows);
  const kinds = service && (OBSERVED as Partial<Record<ServiceId, object>>)[service];
  if (!kinds || !Object.hasOwn(kinds, kind) || label === '') return undefined;
  return { label, service, shows } satisfies Partial<TrackNode>;
}
