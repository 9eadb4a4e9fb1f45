import type { StackId } from '#contract/ids.ts';
import type { ServiceState, StackStatus } from '#contract/messages/stack.ts';
import { goneWord } from './gone-words.ts';
import { isStopped } from './needed-services.ts';
import type { Connection } from './runner-client.ts';
import { stackStartWord } from './start-words.ts';

/** How a stack is called inside a sentence. */
export const STACK_NAMES: Readonly<Record<StackId, string>> = { embedded: 'embedded', docker: 'Docker' };

/** How a stack is, for a dot and the word beside it. */
export type StackWords = { dot: 'ready' | 'starting' | 'stopped' | 'failed'; word: string };

const DOTS: Record<ServiceState, StackWords['dot']> = {
  stopped: 'stopped',
  starting: 'starting',
  ready: 'ready',
  stopping: 'starting',
  failed: 'failed',
};

/** The dot of a state; a dot never stands without its word. */
export function dotOf(state: ServiceState): StackWords['dot'] {
  return DOTS[state];
}

/**
 * What the header says of the stack in use. Without a runner nothing is known. A service that the page's lesson `needs`
 * and that does not run says more than that the others do.
 */
export function stackWords(stack: StackStatus | undefined, connection: Connection, needs: readonly string[] = []): StackWords {
  const away = goneWord(connection);
  if (!stack || away !== '') return { dot: 'stopped', word: away };
  const [down, ...more] = stack.services.filter((service) => isStopped(service) && needs.includes(service.service));
  if (down && stack.state === 'ready')
    return { dot: dotOf(down.state), word: more.length === 0 ? `${down.title} stopped` : `${more.length + 1} services stopped` };
  return { dot: dotOf(stack.state), word: stack.state === 'starting' ? stackStartWord(stack) : stack.state };
}
