import type { ServiceStatus } from '#contract/messages/stack.ts';
import { whatToTry } from './block-help.ts';
import type { HelpCause } from './block-lines.ts';
import { type BlockNotice, blockNotice } from './block-notice.ts';
import type { BlockPage } from './block-page.ts';
import { goneWords } from './gone-words.ts';
import { neededServices, stoppedService } from './needed-services.ts';
import type { RequestError } from './request-error.ts';
import type { RunBlock } from './run-block.ts';
import type { RunnerState } from './runner-state.ts';
import { selectStack } from './select-stack.ts';
import { startService } from './start-service.ts';

/** What is known of a block beside what it says itself. */
export type AdviceParts = {
  state: RunnerState;
  page: BlockPage;
  /** A request that the runner refused. */
  problem: RequestError | undefined;
  /** The learner pressed Run without a runner. */
  triedWithout: boolean;
};

/** The line between code and bar, when there is something to know before a block is run. */
export function noticeOf(block: RunBlock, { state, page, problem }: AdviceParts): BlockNotice | undefined {
  const { hashes, lessonIsOpen, stack, stackId } = state;
  const busy = block.state === 'running' || block.state === 'waiting';
  const services = stack?.services ?? [];
  const absent = neededServices(block.text, block.service, services).find(({ available }) => !available);
  // After a failure "What to try" says what is missing, or stopped.
  return blockNotice({
    outdated: (lessonIsOpen && hashes[block.block] !== block.dataset.hash) || problem?.code === 'lesson.changed',
    stack: stackId,
    onlyOn: block.dataset.stack,
    inside: block.runsIn && block.dataset.inTitle,
    unavailable: absent,
    missing: lessonIsOpen && !busy && block.state !== 'ok' && block.state !== 'failed' ? page.missing(block) : [],
    unsaved: busy ? undefined : page.unsavedFile(block),
    down: busy || block.state === 'failed' || block.state === 'ok' || meantToFail(block) ? undefined : downOf(block, state),
  });
}

/** Does what the button on the line says. */
export function actOnNotice(
  block: RunBlock,
  action: NonNullable<BlockNotice['action']>,
  { state, page }: Pick<AdviceParts, 'state' | 'page'>,
): void {
  const down = downOf(block, state);
  if (action === 'reload') location.reload();
  else if (action === 'save') page.saveFile(page.unsavedFile(block) ?? '');
  else if (action === 'switch') selectStack(state, state.stackId === 'docker' ? 'embedded' : 'docker');
  else if (action === 'run-above') page.runAbove(block, false);
  else if (down) startService(state, down.service);
}

/** A stopped service that the block names; after a failure also one that its lesson needs. */
export function downOf(block: RunBlock, state: RunnerState): ServiceStatus | undefined {
  const services = state.stack?.services ?? [];
  const lesson = block.state === 'failed' && !meantToFail(block) ? (block.dataset.services?.split(',') ?? []) : [];
  return stoppedService(neededServices(block.text, block.service, services), lesson, services);
}

/** What to try, and why: the runner is not there or refused, or the run failed. Undefined when all is well. */
export function helpCauseOf(block: RunBlock, { state, page, problem, triedWithout }: AdviceParts): HelpCause | undefined {
  const gone = triedWithout ? goneWords(state.connection) : undefined;
  if (gone) return { kind: 'gone', words: gone };
  const isAsked = problem?.code === 'lesson.changed' || problem?.code === 'file.changed'; // by a line of its own
  if (problem && !isAsked) return { kind: 'refused', problem };
  const { status } = block;
  if (status?.state !== 'failed') return undefined;
  const down = downOf(block, state);
  const help = whatToTry({
    status,
    file: block.dataset.file,
    edited: block.edited,
    from: block.from,
    down: down && { service: down.service, title: down.title },
    files: page.editedFiles(block),
    missing: page.missing(block),
    unfinished: page.above(block, false),
    hasAbove: page.above(block, true).length > 0,
    output: block.outputText().slice(-2_000),
  });
  return { kind: 'failed', help };
}

/** The lesson wants to show an error; a stopped service may be the very one. */
const meantToFail = (block: RunBlock): boolean => Number(block.dataset.exit ?? 0) !== 0;
