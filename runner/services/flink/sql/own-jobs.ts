import { setTimeout as wait } from 'node:timers/promises';
import type { RowsLine } from '#contract/rows.ts';
import { type Cluster, ENDED_JOBS } from '../cluster.ts';
import type { Kept } from './kept.ts';

/** How long a job may take to end (ms), and how often it is looked at. */
const END_MS = 15_000;
const LOOK_MS = 100;

type Options = { cluster: Cluster; kept: Kept; block: string; print: (lines: RowsLine[]) => Promise<void> };

/** Ends jobs that an earlier run of the same block has submitted: a block that is run again takes their place. */
export async function endOwnJobs({ cluster, kept, block, print }: Options): Promise<void> {
  const own = kept.jobs(block);
  if (own.length === 0) return;
  const running = (await cluster.jobs()).filter(({ jid, state }) => own.includes(jid) && !ENDED_JOBS.includes(state));
  for (const { jid } of running) {
    await cluster.cancel(jid);
    const deadline = performance.now() + END_MS;
    while (performance.now() < deadline && !ENDED_JOBS.includes((await cluster.stateOf(jid)) ?? 'CANCELED')) await wait(LOOK_MS);
    await print([{ note: `Job ${jid} of the run before was cancelled: this run takes its place.` }]);
  }
  kept.keepJobs(block, []);
}
