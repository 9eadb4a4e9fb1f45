import { RunnerClient } from '../../support/runner-client.ts';
import { type Bench, LESSON } from '../bench.ts';
import { inTime, type Row } from '../row.ts';

const LINES = 30_000;
const TEXT = `for i in $(seq ${LINES}); do echo "line $i of many"; done`;

/**
 * The socket is cut while a block writes; another connection asks for the rest. Measured from the start of the new
 * connection to the end of what had been missed; every line must be there once.
 */
export async function reconnect({ runner }: Bench): Promise<Row> {
  const first = await RunnerClient.connect(runner);
  const { hashes, blocks } = await first.client.openLesson(LESSON);
  const block = blocks[0]?.block ?? '';
  let output = '';
  const enough = Promise.withResolvers<string>();
  first.client.on('block.data', ({ run, seq, data, block: from }) => {
    if (from !== block || seq !== output.length) return;
    output += data;
    first.client.send({ type: 'block.ack', lesson: LESSON, block, run, chars: data.length });
    if (output.length > 20_000) enough.resolve(run);
  });
  await first.client.request({
    type: 'block.run',
    lesson: LESSON,
    block,
    hash: hashes[block] ?? '',
    text: TEXT,
    cols: 80,
    rows: 24,
  });
  const run = await enough.promise;
  first.client.socket.terminate();

  const start = performance.now();
  const { client } = await RunnerClient.connect(runner);
  const whole = Promise.withResolvers<number>();
  let gap = 0;
  let target = Number.POSITIVE_INFINITY;
  client.on('block.gap', ({ toSeq }) => {
    gap += toSeq - output.length;
    output = output.padEnd(toSeq);
  });
  client.on('block.state', ({ status }) => {
    if (status.block === block && status.state === 'ok') target = status.nextSeq;
    if (output.length >= target) whole.resolve(performance.now() - start);
  });
  let missedMs = Number.NaN;
  client.on('block.data', ({ block: from, run: of, seq, data }) => {
    if (from !== block || of !== run) return;
    if (seq !== output.length) throw new Error(`Output jumps from ${output.length} to ${seq}.`);
    if (Number.isNaN(missedMs)) missedMs = performance.now() - start;
    output += data;
    client.send({ type: 'block.ack', lesson: LESSON, block, run, chars: data.length });
    if (output.length >= target) whole.resolve(performance.now() - start);
  });
  await client.request({ type: 'lesson.open', lesson: LESSON, seen: { [block]: { run, seq: output.length } } });
  await whole.promise;
  client.close();
  const lines = output.split(/\r?\n/).filter(Boolean);
  const isExact = gap === 0 && lines.length === LINES && lines.every((line, i) => line === `line ${i + 1} of many`);
  return {
    what: 'reconnect in the middle of a run, until output goes on',
    value: isExact
      ? `${inTime(missedMs)}, ${LINES.toLocaleString('en-US')} lines once each`
      : `lines are missing or doubled (gap ${gap})`,
    bar: '< 1 s',
    isMet: isExact && missedMs < 1000,
  };
}
