import { spawn } from 'node-pty';
import type { RunnerClient } from '../../support/runner-client.ts';
import { type Bench, LESSON } from '../bench.ts';
import { inTime, quantiles, type Row } from '../row.ts';

const TIMES = 50;
/** What is run, here and beside it. */
export const TEXT = 'echo hi';

/** Click to first output: from sending `block.run` to the first `block.data`, beside the same command in a bare pty. */
export async function firstOutput({ client }: Bench): Promise<Row> {
  const { hashes, blocks } = await client.openLesson(LESSON);
  const block = blocks[0]?.block;
  if (!block) throw new Error(`${LESSON} has no block.`);
  const ours: number[] = [];
  const bare: number[] = [];
  // In turns, so that whatever else the machine does meets both.
  for (let i = 0; i < TIMES + 3; i++) {
    const ms = await clickToOutput(client, block, hashes[block] ?? '');
    const bareMs = await bareToOutput();
    // The first ones load code.
    if (i >= 3) {
      ours.push(ms);
      bare.push(bareMs);
    }
  }
  const { p50, p90 } = quantiles(ours);
  return {
    what: `click to first output, embedded, p50 of ${TIMES}`,
    value: `${inTime(p50)} (p90 ${inTime(p90)})`,
    bar: '≤ 30 ms',
    isMet: p50 <= 30,
    reference: `the same command in a bare node-pty ${inTime(quantiles(bare).p50)}`,
  };
}

/** From sending `block.run` to the first output (ms); resolves when the run has ended. */
export async function clickToOutput(client: RunnerClient, block: string, hash: string): Promise<number> {
  const first = Promise.withResolvers<number>();
  const ended = Promise.withResolvers<void>();
  const start = performance.now();
  const forgetData = client.on('block.data', (message) => {
    if (message.block === block) first.resolve(performance.now() - start);
  });
  const forgetState = client.on('block.state', ({ status }) => {
    if (status.block === block && (status.state === 'ok' || status.state === 'failed')) ended.resolve();
  });
  await client.request({ type: 'block.run', lesson: LESSON, block, hash, text: TEXT, cols: 80, rows: 24 });
  const ms = await first.promise;
  await ended.promise;
  forgetData();
  forgetState();
  return ms;
}

function bareToOutput(): Promise<number> {
  const start = performance.now();
  const pty = spawn('bash', ['-e', '-o', 'pipefail', '-c', TEXT], { cols: 80, rows: 24 });
  return new Promise((resolve) => {
    let ms = Number.NaN;
    pty.onData(() => {
      if (Number.isNaN(ms)) ms = performance.now() - start;
    });
    pty.onExit(() => resolve(ms));
  });
}
