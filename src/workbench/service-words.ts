import type { Endpoint, ServiceStatus, StackStatus } from '#contract/messages/stack.ts';
import { duration } from './duration.ts';
import { megabytes, megabytesOf } from './megabytes.ts';
import { isStopped } from './needed-services.ts';
import { startWords } from './start-words.ts';

/** A reason that is longer has a line of its own, under the service's. */
const SHORT_CHARS = 40;

/** The word beside a service's dot: `ready`, `pulling 120 of 310 MB`, `stopped: port 8081 was taken`. */
export function serviceWord(service: ServiceStatus): string {
  const { state, detail, title } = service;
  const doing = startWords(service);
  if (doing) return doing;
  const word = state === 'failed' ? 'stopped' : state;
  return detail && state !== 'ready' && isShort(detail) ? `${word}: ${lowerFirst(detail, title)}` : word;
}

/** What it uses, and of how much where that is limited: `21 MB`, `212 of 512 MB`; empty when that is not known. */
export function memoryInWords({ memoryBytes, memoryLimitBytes }: ServiceStatus): string {
  if (memoryBytes === undefined) return '';
  return memoryLimitBytes === undefined ? megabytes(memoryBytes) : megabytesOf(memoryBytes, memoryLimitBytes);
}

/** `localhost:15672, 5672`; a port that moved says which one was taken, unless a note says more: `15673 (15672 taken)`. */
export function portsInWords(endpoints: readonly Endpoint[], note?: string): string {
  const one = ({ port, usualPort }: Endpoint) =>
    usualPort === undefined || note?.includes(`Port ${usualPort} `) || usualPort === port
      ? String(port)
      : `${port} (${usualPort} taken)`;
  return endpoints.length === 0 ? '' : `localhost:${endpoints.map(one).join(', ')}`;
}

/** The foot: `Embedded · 102 MB · ready in 0.6 s`. */
export function stackInWords(stack: StackStatus): string {
  const name = stack.stack === 'docker' ? 'Docker' : 'Embedded';
  const memory = stack.memoryBytes === undefined ? [] : [megabytes(stack.memoryBytes)];
  const down = stack.services.filter(isStopped);
  const how =
    stack.state !== 'ready' || stack.readyMs === undefined
      ? stack.state
      : down.length === 0
        ? `ready in ${duration(stack.readyMs)}`
        : `${down.map(({ title }) => title).join(', ')} stopped`;
  return [name, ...memory, how].join(' · ');
}

/** The sentence under a service's line: why it failed and what to do, or what is unusual about one that is ready. */
export function serviceNote({ state, detail, hint, progress }: ServiceStatus): string | undefined {
  if (state === 'ready' || (state === 'starting' && progress?.step === 'building')) return detail;
  const why = detail && !isShort(detail) && !progress ? detail : undefined;
  return [why, state === 'failed' ? hint : undefined].filter(Boolean).join(' ') || undefined;
}

/** What the stack as a whole has to say, such as that it was started again, and what to do next. */
export function stackNote({ detail, hint }: Pick<StackStatus, 'detail' | 'hint'>): string | undefined {
  return [detail, hint].filter(Boolean).join(' ') || undefined;
}

/** Where "its data" can be said in words that help. A service needs no line here. */
const REMOVED: Partial<Record<ServiceStatus['service'], string>> = {
  rabbitmq: 'Its queues, exchanges and messages are removed.',
  kafka: 'Its topics are removed.',
  mosquitto: 'Its sessions and retained messages are removed.',
};

/** What is asked before a service is reset: `Reset Kafka? Its topics are removed.`, `Reset Echo? All its data is removed.` */
export function resetQuestion({ service, title }: ServiceStatus): string {
  return `Reset ${title}? ${REMOVED[service] ?? 'All its data is removed.'}`;
}

const isShort = (sentence: string): boolean => sentence.length <= SHORT_CHARS;

/** A sentence inside a sentence begins small, unless it begins with a name. */
function lowerFirst(sentence: string, title: string): string {
  const inside = sentence.replace(/\.$/, '');
  if (inside.startsWith('Docker') || inside.startsWith(title)) return inside;
  return /^[A-Z][a-z]* /.test(inside) ? inside.charAt(0).toLowerCase() + inside.slice(1) : inside;
}
