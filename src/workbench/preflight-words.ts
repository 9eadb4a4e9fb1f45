import type { StackId } from '#contract/ids.ts';
import type { PreflightLine } from '#contract/messages/stack.ts';
import type { RunnerMessageOf } from '#contract/runner-message.ts';

/** What a look at the machine found. */
export type Found = RunnerMessageOf<'stack.preflight'>;

/** What runs now and would end: `2 blocks are running and will be stopped.`; undefined when nothing runs. */
export function endsInWords({ blocks, shells }: Found['ends']): string | undefined {
  const says = [
    blocks === 0
      ? ''
      : blocks === 1
        ? '1 block is running and will be stopped.'
        : `${blocks} blocks are running and will be stopped.`,
    shells === 0 ? '' : shells === 1 ? '1 shell is open and will be closed.' : `${shells} shells are open and will be closed.`,
  ].filter((part) => part !== '');
  return says.length === 0 ? undefined : says.join(' ');
}

/** The result in one sentence. With something missing it is also why the switch cannot be made. */
export function resultInWords({ ready, lines }: Pick<Found, 'ready' | 'lines'>): string {
  const missing = lines.filter(({ state }) => state === 'missing').length;
  const notes = lines.filter(({ state }) => state === 'note').length;
  if (!ready && missing === 0) return 'This machine is not ready for the Docker stack.';
  if (missing > 0)
    return `${missing === 1 ? 'One thing is' : `${missing} things are`} missing. Mend what the list says, then look again.`;
  if (notes > 0) return `This machine is ready. ${notes === 1 ? 'One line is' : `${notes} lines are`} worth reading.`;
  return 'This machine is ready.';
}

/** The icon of a line; its word is said, too. */
export const LINE_ICONS: Readonly<Record<PreflightLine['state'], string>> = { ok: 'ok', note: 'warn', missing: 'bad' };

/** Title and first paragraph of the dialog. */
export const ABOUT: Readonly<Record<StackId, { title: string; about: string; act: string }>> = {
  docker: {
    title: 'Use the Docker stack?',
    about:
      'The real engines, in containers on this machine. The lessons are the same. What you did on the embedded stack is kept there.',
    act: 'Switch and start',
  },
  embedded: {
    title: 'Use the embedded stack?',
    about: 'The containers stop and keep their data. What you did on the Docker stack is kept there.',
    act: 'Switch',
  },
};
