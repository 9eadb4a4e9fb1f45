import type { PanelState } from './verify-words.ts';

/** The one filled button of a lesson: a block's Run, Verify, or the link to the next lesson. */
export type NextStep<Block> = { run: Block } | 'verify' | 'next';

/** Decides what the learner does next. A block that is running is being done already, so it is skipped. */
export function nextStep<Block extends { state: string | undefined; optional: boolean; runnable: boolean }>(
  blocks: readonly Block[],
  whole: PanelState | undefined,
): NextStep<Block> {
  if (whole === 'passed') return 'next';
  const run = blocks.find(
    (block) =>
      !block.optional && block.runnable && block.state !== 'ok' && block.state !== 'running' && block.state !== 'waiting',
  );
  return run ? { run } : 'verify';
}
