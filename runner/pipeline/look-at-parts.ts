import type { PartFigures } from '#contract/messages/pipeline.ts';
import type { ServiceStatus } from '#contract/messages/stack.ts';
import { readShows } from '#contract/observed.ts';
import type { ServiceId } from '#contract/services.ts';
import type { TrackNode } from '#contract/track.ts';
import { RunnerError } from '../errors.ts';
import { log } from '../lib/log.ts';
import type { Service } from '../services/define-service.ts';
import { resolveUrl } from '../services/resolve-url.ts';
import type { Stack } from '../services/stack.ts';
import type { Seen } from './define-observer.ts';
import { programFigures, type SeenProgram } from './program-figures.ts';
import type { Rates } from './rates.ts';
import { withinTime } from './within-time.ts';

/** A service that has not answered by then is silent this time (ms). */
export const PATIENCE_MS = 2_000;

export type LookOptions = {
  stack: Stack;
  services: readonly Service[];
  /** What is known of a program of the track, by its file. */
  program: (file: string) => SeenProgram | undefined;
  rates: Rates;
  signal: AbortSignal;
};

/** Looks once at all parts of a picture. Every service has its own time, so one that hangs keeps none of the others from being seen. */
export async function lookAtParts(nodes: readonly TrackNode[], options: LookOptions): Promise<PartFigures[]> {
  const { services } = options.stack.status();
  const figures = new Map<string, PartFigures>();
  const toCount = new Map<ServiceId, TrackNode[]>();
  for (const node of nodes) {
    const state = stateOfService(node, services, options);
    if (node.program !== undefined) figures.set(node.id, programFigures(node.id, options.program(node.program)));
    else if (state) figures.set(node.id, state);
    else if (node.service && node.shows) toCount.set(node.service, [...(toCount.get(node.service) ?? []), node]);
    else figures.set(node.id, { part: node.id, state: 'plain' });
  }
  await Promise.all(
    [...toCount].map(async ([service, parts]) => {
      for (const seen of await countParts(service, parts, options)) figures.set(seen.part, seen);
    }),
  );
  return nodes.flatMap(({ id }) => figures.get(id) ?? []);
}

/** What there is to say of a part whose service does not run; undefined when it runs, or the part lives in none. */
function stateOfService(
  { id, service }: TrackNode,
  states: readonly ServiceStatus[],
  { stack, services }: LookOptions,
): PartFigures | undefined {
  if (!service) return undefined;
  const status = states.find((candidate) => candidate.service === service);
  const hasForm = status?.available ?? (stack.id === 'docker' || isEmbedded(service, services));
  if (!hasForm) return { part: id, state: 'elsewhere', words: stack.id === 'docker' ? 'not here' : 'on the Docker stack' };
  if (!status) return { part: id, state: 'elsewhere', words: 'in no lesson yet' };
  if (status.state === 'ready') return undefined;
  return { part: id, state: 'down', words: status.state, ...(status.detail && { detail: status.detail }) };
}

function isEmbedded(id: ServiceId, services: readonly Service[]): boolean {
  return services.find((service) => service.id === id)?.startEmbedded !== undefined;
}

async function countParts(id: ServiceId, parts: readonly TrackNode[], options: LookOptions): Promise<PartFigures[]> {
  const { stack, services, rates, signal } = options;
  const observer = await services.find((service) => service.id === id)?.observer?.();
  if (!observer) return parts.map((part) => ({ part: part.id, state: 'plain' }));
  const things = parts.map(({ shows = '' }) => readShows(shows));
  const limit = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  try {
    const context = { resolve: (url: string) => resolveUrl(stack, url), signal: limit };
    const seen = await withinTime(observer.observe(things, context), limit);
    const at = performance.now();
    return parts.map((part, index) => figuresOf(part, seen[index] ?? { isThere: false }, { rates, at }));
  } catch (error) {
    if (!signal.aborted) log.debug({ err: error, service: id }, 'a service could not be looked at');
    return parts.map(({ id: part }) => ({ part, state: 'silent', words: 'no answer', detail: sentenceOf(error) }));
  }
}

function figuresOf({ id }: TrackNode, seen: Seen, { rates, at }: { rates: Rates; at: number }): PartFigures {
  if (!seen.isThere) {
    rates.forget(id);
    return { part: id, state: 'missing', words: 'not there yet' };
  }
  const { facts, arrived, left } = seen;
  const what = 'words' in seen ? { words: seen.words } : { count: seen.count, noun: seen.noun };
  return { part: id, state: 'live', ...what, ...(facts && { facts }), ...rates.take(id, { at, arrived, left }) };
}

/** What happened and what to do next; what is no RunnerError has nothing to say to a learner. */
function sentenceOf(error: unknown): string {
  if (error instanceof RunnerError) return [error.message, error.hint].filter(Boolean).join(' ');
  return 'It did not answer in time. Its log in Services may say why.';
}
