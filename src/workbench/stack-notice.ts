import type { StackStatus } from '#contract/messages/stack.ts';
import type { RunnerState } from './runner-state.ts';
import { stackNote } from './service-words.ts';
import { showToast } from './show-toast.ts';

/** As long as a toast is shown. */
const JUST_NOW_MS = 6_000;

/** What a page knows that a stack had to say. */
export type KnownNote = { stack: StackStatus['stack']; note: string | undefined };

/**
 * What the page knows now, and with `isNew` whether somebody has to be told: not what was there when the page came, nor
 * when the stack was switched. Services that are on their way up have said nothing yet, so that the same sentence counts
 * again when they ended again.
 */
export function nextNote(known: KnownNote | undefined, status: StackStatus): KnownNote & { isNew: boolean } {
  const note = status.state === 'starting' ? undefined : stackNote(status);
  const isSame = known?.stack === status.stack;
  return { stack: status.stack, note, isNew: isSame && note !== undefined && note !== known.note };
}

/** What is told when the page finds itself on another stack than before, from whichever tab that was asked for. */
export function switchedWords(status: StackStatus): string {
  if (status.stack === 'embedded') return 'You are on the embedded stack now. What you did on the Docker stack is kept there.';
  const beginning = 'You are on the Docker stack now.';
  if (status.state === 'failed') return [beginning, stackNote(status)].filter(Boolean).join(' ');
  if (status.state === 'ready') return `${beginning} Its services run.`;
  return `${beginning} Its services start; a block that needs one waits for it.`;
}

/**
 * Tells in a toast what the stack has to say of itself, such as that it ended and was started again, when it is new;
 * and that the stack is another one now.
 */
export function keepStackNotice(state: RunnerState): void {
  let known: KnownNote | undefined;
  let switchedAt = 0;
  state.watch(['stack'], () => {
    if (!state.stack) return;
    const before = known;
    const next = nextNote(before, state.stack);
    known = next;
    const failed = state.stack.state === 'failed';
    if (before && before.stack !== state.stack.stack) {
      switchedAt = Date.now();
      showToast(switchedWords(state.stack), failed ? 'warn' : 'ok');
    } else if (next.isNew && next.note)
      // One toast takes the other's place, so a start that failed at once repeats where the learner is.
      showToast(failed && Date.now() - switchedAt < JUST_NOW_MS ? switchedWords(state.stack) : next.note, 'warn');
  });
}
