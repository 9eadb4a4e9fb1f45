import { ACK_CHARS } from '#contract/limits.ts';
import type { RunnerClient } from '../../support/runner-client.ts';
import { type Bench, LESSON } from '../bench.ts';
import { inBytes, inTime, type Row } from '../row.ts';
import { rssOf, watchRss } from '../rss.ts';

const BYTES = 200_000_000;
const TEXT = `head -c ${BYTES} /dev/zero | tr '\\0' x | fold -w 100`;

/** 200 MB out of one block, acknowledged as a page does: how much the runner's memory grows meanwhile. */
export async function flood({ runner, client }: Bench): Promise<Row> {
  const idle = rssOf(runner.pid);
  const peakOf = watchRss(runner.pid);
  const start = performance.now();
  const { received, state } = await runAndCount(client);
  const ms = performance.now() - start;
  const grown = peakOf() - idle;
  const isWhole = state === 'ok' && received >= BYTES;
  const rate = `${(received / 1e6 / (ms / 1000)).toFixed(0)} MB/s`;
  return {
    what: 'a flood of 200 MB, runner’s memory over idle',
    value: isWhole
      ? `${inBytes(grown)} (idle ${inBytes(idle)}, ${inTime(ms)}, ${rate})`
      : `it ended ${state} after ${inBytes(received)}`,
    bar: '≤ 40 MB',
    isMet: isWhole && grown <= 40e6,
    reference: 'without flow control +260 MB',
  };
}

/** Counts and lets go: what is kept here would be the bench's memory, and slow it down. */
async function runAndCount(client: RunnerClient): Promise<{ received: number; state: string }> {
  const { hashes, blocks } = await client.openLesson(LESSON);
  const block = blocks[0]?.block ?? '';
  let received = 0;
  let unacknowledged = 0;
  let end: { state: string; nextSeq: number } | undefined;
  const whole = Promise.withResolvers<{ received: number; state: string }>();
  const settle = () => {
    if (end && received >= end.nextSeq) whole.resolve({ received, state: end.state });
  };
  const forgetData = client.on('block.data', ({ run, data }) => {
    received += data.length;
    unacknowledged += data.length;
    if (unacknowledged >= ACK_CHARS) {
      client.send({ type: 'block.ack', lesson: LESSON, block, run, chars: unacknowledged });
      unacknowledged = 0;
    }
    settle();
  });
  const forgetState = client.on('block.state', ({ status }) => {
    if (status.block !== block || status.state === 'running' || status.state === 'waiting') return;
    end = status;
    settle();
  });
  await client.request({ type: 'block.run', lesson: LESSON, block, hash: hashes[block] ?? '', text: TEXT, cols: 80, rows: 24 });
  const result = await whole.promise;
  forgetData();
  forgetState();
  return result;
}
