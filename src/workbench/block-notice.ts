import type { StackId } from '#contract/ids.ts';
import type { ServiceStatus } from '#contract/messages/stack.ts';
import { STACK_NAMES } from './stack-words.ts';

/** What is known before a block is run. */
export type Circumstances = {
  /** The lesson's text is another one than the page's. */
  outdated: boolean;
  stack: StackId;
  /** The only stack the block makes sense on. */
  onlyOn: string | undefined;
  /** The title of the service in whose container it runs. */
  inside: string | undefined;
  /** A service it talks to that has no form on the stack in use. */
  unavailable: ServiceStatus | undefined;
  /** Blocks it needs that have not run. */
  missing: readonly string[];
  /** A service it talks to that is stopped. */
  down: ServiceStatus | undefined;
  /** A file it reads with changes that are not saved. */
  unsaved: string | undefined;
};

/** A line between code and bar: text, with the block ids to be set in bold mono between `before` and `after`. */
export type BlockNotice = {
  before: string;
  ids: readonly string[];
  after: string;
  /** What the button of the line does; without one there is nothing to press. */
  action?: 'reload' | 'switch' | 'run-above' | 'start' | 'save';
  /** Run cannot work: what the state line says instead. */
  instead?: string;
};

/** The one notice that matters most, or none. */
export function blockNotice(known: Circumstances): BlockNotice | undefined {
  if (known.outdated) return { before: 'This lesson has changed since you opened it.', ids: [], after: '', action: 'reload' };
  const elsewhere = notHere(known);
  if (elsewhere) return elsewhere;
  if (known.unsaved)
    return {
      before: '',
      ids: [known.unsaved],
      after: ' has changes that are not saved; this block reads what is saved.',
      action: 'save',
    };
  if (known.down) return { before: `${known.down.title} is stopped.`, ids: [], after: '', action: 'start' };
  if (known.missing.length > 0)
    return {
      before: 'Needs ',
      ids: known.missing,
      after: `, which ${known.missing.length === 1 ? 'has' : 'have'} not run on the ${STACK_NAMES[known.stack]} stack.`,
      action: 'run-above',
    };
  return undefined;
}

/** Run cannot work on the stack in use: the other one has what it needs, or none has. */
function notHere({ stack, onlyOn, inside, unavailable }: Circumstances): BlockNotice | undefined {
  const line = { ids: [], after: '' };
  if (stack === 'docker' && unavailable) {
    const why = [unavailable.detail, unavailable.hint].filter(Boolean).join(' ');
    return {
      ...line,
      before: `${unavailable.title} is not there on the Docker stack${why ? `: ${why}` : '.'}`,
      instead: `${unavailable.title} is not there`,
    };
  }
  const other = stack === 'docker' ? 'embedded' : 'docker';
  const runs =
    stack === 'embedded' && inside
      ? `This block runs in ${inside}, on the Docker stack.`
      : unavailable
        ? `${unavailable.title} runs on the Docker stack.`
        : onlyOn === other
          ? `This block runs on the ${STACK_NAMES[other]} stack.`
          : undefined;
  if (!runs) return undefined;
  return {
    ...line,
    before: `${runs} You are on the ${STACK_NAMES[stack]} one.`,
    action: 'switch',
    instead: `Runs on the ${STACK_NAMES[other]} stack`,
  };
}
