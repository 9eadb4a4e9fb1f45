import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { inBytes, inTime, type Row } from '../row.ts';
import { rssOf } from '../rss.ts';

/** How long the embedded services took until all were ready, as the runner says, and the memory of their process. */
export async function stackReady({ runner, stack }: Bench): Promise<Row[]> {
  const readyMs = stack.readyMs ?? Number.NaN;
  const { stackPid } = JSON.parse(readFileSync(join(runner.dataDir, 'runner.json'), 'utf8')) as { stackPid: number };
  const rss = rssOf(stackPid);
  const names = stack.services.filter(({ state }) => state === 'ready').map(({ title }) => title);
  return [
    {
      what: `embedded stack ready (${names.join(', ')})`,
      value: inTime(readyMs),
      bar: '≤ 1 s',
      isMet: readyMs <= 1000,
    },
    {
      what: 'embedded stack, memory',
      value: inBytes(rss),
      bar: '≤ 250 MB',
      isMet: rss <= 250e6,
      reference: `this bench itself, a Node with a client ${inBytes(process.memoryUsage.rss())}`,
    },
  ];
}
