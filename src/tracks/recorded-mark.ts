import type { RecordedBlock, RecordedOutputs } from '#contract/recorded.ts';

const STACKS: Readonly<Record<RecordedOutputs['stack'], string>> = { embedded: 'embedded', docker: 'Docker' };

/**
 * What stands after the word "Recorded" above a recorded output: when, where, and what the text alone does not tell.
 * Never "Done": that is what a block says that the learner ran.
 */
export function recordedMark({ date, stack }: RecordedOutputs, { output, exit }: RecordedBlock): string {
  const day = new Date(date).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  const status = exit === null || exit === 0 ? '' : ` It ended with exit ${exit}.`;
  return `on ${day} on the ${STACKS[stack]} stack.${status}${output.trim() === '' ? ' It showed nothing.' : ''}`;
}
