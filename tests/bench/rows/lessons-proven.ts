import { runNode } from '../../stages/run-command.ts';
import { inTime, type Row } from '../row.ts';

/** All lessons proven on a fresh stack: fails before, passes after, twice; without the skip test. */
export function lessonsProven(): Promise<Row> {
  return prove({ title: 'embedded', args: [], barMs: 60_000 });
}

/** The same on real engines; for their starts the design sets no bar. */
export function lessonsProvenDocker(): Promise<Row> {
  return prove({ title: 'Docker', args: ['--stack', 'docker', '--offline'] });
}

async function prove({ title, args, barMs }: { title: string; args: string[]; barMs?: number }): Promise<Row> {
  const start = performance.now();
  const { status, output } = await runNode('tests/lessons/main.ts', ['--json', '--no-skip-test', ...args]);
  const ms = performance.now() - start;
  const lessons = output.split('\n').filter((line) => line.startsWith('{')).length;
  return {
    what: `all ${lessons} lessons proven, ${title}`,
    value: status === 0 ? inTime(ms) : `the harness ended with ${status} after ${inTime(ms)}`,
    bar: barMs === undefined ? '' : `≤ ${barMs / 1000} s`,
    isMet: status !== 0 ? false : barMs === undefined ? undefined : ms <= barMs,
  };
}
