import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedKafka, hasKcat, kcat } from '../kafka-server.ts';
import { inBytes, type Row } from '../row.ts';
import { watchRss } from '../rss.ts';

const LINES = 1_000_000;
const ROUNDS = 20;

/** Two gigabytes written and read through one partition: the most memory the embedded broker's process has meanwhile. */
export async function kafkaMemory(): Promise<Row> {
  const what = 'Kafka: a topic of 2 GB written and read twice, most memory';
  if (!hasKcat()) return { what, value: 'no kcat: apt-get install kcat', bar: '', isMet: undefined };
  const folder = await mkdtemp(join(tmpdir(), 'towpath-kafka-lines-'));
  const lines = join(folder, 'lines.txt');
  await writeFile(lines, `${'x'.repeat(99)}\n`.repeat(LINES));
  const server = await embeddedKafka();
  const peakOf = watchRss(server.pid);
  let peak = Number.NaN;
  try {
    for (let round = 0; round < ROUNDS; round++) await kcat(server, ['-P', '-t', 'big', '-p', '0', '-l', lines]);
    const read = () => kcat(server, ['-C', '-t', 'big', '-p', '0', '-o', 'beginning', '-e', '-q']);
    await Promise.all([read(), read()]);
    peak = peakOf();
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return { what, value: inBytes(peak), bar: '≤ 200 MB', isMet: peak <= 200e6 };
}
