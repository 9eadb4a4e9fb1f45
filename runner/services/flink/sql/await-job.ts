import { setTimeout as wait } from 'node:timers/promises';
import type { RowsLine } from '#contract/rows.ts';
import { type Cluster, ENDED_JOBS } from '../cluster.ts';
import { causeOf } from './cause.ts';

/** How long a job has to come up before that is left to Verify (ms), and how often it is looked at. */
const PATIENCE_MS = 15_000;
const LOOK_MS = 250;

/**
 * Waits until a job that was submitted works: its tasks run and its first checkpoint is complete, which takes sources that
 * are open and sinks that write. What is missing, such as a topic, shows up before that.
 */
export async function awaitJob(cluster: Cluster, jid: string, signal: AbortSignal): Promise<RowsLine> {
  const began = performance.now();
  while (performance.now() - began < PATIENCE_MS) {
    const line = await lookAt(cluster, jid);
    if (line) return line;
    await wait(LOOK_MS, undefined, { signal });
  }
  return { note: 'Its tasks are still starting.' };
}

async function lookAt(cluster: Cluster, jid: string): Promise<RowsLine | undefined> {
  const state = await cluster.stateOf(jid);
  const failure = state === 'FINISHED' ? undefined : await cluster.failure(jid);
  if (failure !== undefined) {
    const then =
      state !== undefined && ENDED_JOBS.includes(state) ? 'The job failed.' : 'The job fails, and begins again and again.';
    return {
      error: `${then}\n${causeOf(failure)}`,
      hint: 'Mend it and run the block again: the new job takes the place of this one.',
    };
  }
  if (state === 'FINISHED') return { note: 'The job has finished: it had nothing more to read.' };
  if (state === 'CANCELED') return { note: 'The job was cancelled.' };
  if (state !== 'RUNNING' || (await cluster.checkpoints(jid)) === 0) return undefined;
  return { note: 'The job runs, and goes on when this block has ended.' };
}
