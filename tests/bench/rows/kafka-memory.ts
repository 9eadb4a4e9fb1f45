import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { hasKcat, kcat } from '../kafka-server.ts';
import { inBytes, type Row } from '../row.ts';
import { rssOf, watchRss } from '../rss.ts';

const LINES = 1_000_000;
const ROUNDS = 20;

type Told = { stackPid: number; endpoints: { kafka: string } };

/** Two gigabytes written and read through one partition: the most memory the stack process, with all its services, has meanwhile. */
export async function kafkaMemory({ runner, stack }: Bench): Promise<Row> {
  const what = 'Kafka: a topic of 2 GB written and read twice, most memory of the stack process';
  if (!hasKcat()) return { what, value: 'no kcat: apt-get install kcat', bar: '', isMet: undefined };
  const { stackPid, endpoints } = JSON.parse(readFileSync(join(runner.dataDir, 'runner.json'), 'utf8')) as Told;
  const server = { port: Number(new URL(endpoints.kafka).port) };
  const folder = await mkdtemp(join(tmpdir(), 'towpath-kafka-lines-'));
  const lines = join(folder, 'lines.txt');
  await writeFile(lines, `${'x'.repeat(99)}\n`.repeat(LINES));
  const before = rssOf(stackPid);
  const peakOf = watchRss(stackPid);
  let peak = Number.NaN;
  try {
    for (let round = 0; round < ROUNDS; round++) await kcat(server, ['-P', '-t', 'big', '-p', '0', '-l', lines]);
    const read = () => kcat(server, ['-C', '-t', 'big', '-p', '0', '-o', 'beginning', '-e', '-q']);
    await Promise.all([read(), read()]);
  } finally {
    peak = peakOf();
    await rm(folder, { recursive: true, force: true });
  }
  const names = stack.services.filter(({ state }) => state === 'ready').map(({ title }) => title);
  const value = `${inBytes(peak)} (${inBytes(before)} before; ${names.join(', ')})`;
  return { what, value, bar: '≤ 200 MB', isMet: peak <= 200e6 };
}
