import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLessonSource } from '#contract/lesson-source.ts';
import { ROOT } from '../../stages/run-command.ts';
import { type Bench, LESSON } from '../bench.ts';
import { inTime, quantiles, type Row } from '../row.ts';

const TIMES = 20;

/** Verify of a lesson whose blocks have all run: from the click to the last row. */
export async function verifyTime({ client }: Bench): Promise<Row> {
  const [track, name] = LESSON.split('/');
  const [file] = globSync(`content/${track}/[0-9]*-${name}/index.mdx`, { cwd: ROOT });
  if (!file) throw new Error(`There is no lesson ${LESSON}.`);
  const { blocks, fields } = readLessonSource(readFileSync(join(ROOT, file), 'utf8'));
  for (const { id } of blocks.filter(({ attributes }) => attributes.run)) await client.runBlock(LESSON, id);
  const times: number[] = [];
  let failed = 0;
  for (let i = 0; i < TIMES; i++) {
    const start = performance.now();
    const { state } = await client.verify(LESSON);
    times.push(performance.now() - start);
    if (state !== 'passed') failed += 1;
  }
  const { p50, p90 } = quantiles(times);
  return {
    what: `verify a lesson in place, ${fields?.checks.length} checks, p50 of ${TIMES}`,
    value: failed > 0 ? `${failed} of ${TIMES} did not pass` : `${inTime(p50)} (p90 ${inTime(p90)})`,
    bar: '≤ 300 ms',
    isMet: failed === 0 && p50 <= 300,
  };
}
