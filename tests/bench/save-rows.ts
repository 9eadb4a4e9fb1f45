import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../stages/run-command.ts';
import type { Row } from './row.ts';

/** The last saved output, beside this file. */
const FILE = 'tests/bench/latest.md';

/** Writes the rows as a table, with one line about the machine, so that two outputs can be compared line by line. */
export function saveRows(rows: readonly Row[], dockerVersion: string | undefined): void {
  const lines = rows.map(({ what, value, bar, isMet, reference = '' }) =>
    cells([isMet === undefined ? '' : isMet ? '✓' : '✗', what, value, bar, reference]),
  );
  const text = [
    '# What was measured last',
    '',
    'Written by `npm run bench -- --save`. The bars are those of the design; ✓ reached, ✗ missed, empty where there is none.',
    '',
    `${machine(dockerVersion)}, at ${revision()}.`,
    '',
    cells(['', 'what', 'measured', 'bar', 'beside it, in the same run or as known']),
    '|---|---|---|---|---|',
    ...lines,
  ];
  writeFileSync(join(ROOT, FILE), `${text.join('\n')}\n`);
}

const cells = (texts: readonly string[]): string => `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;

function machine(dockerVersion: string | undefined): string {
  const all = cpus();
  const model = (all[0]?.model ?? 'unknown').replace(/\s+/g, ' ').trim();
  const docker = dockerVersion ? `Docker Engine ${dockerVersion}` : 'no Docker Engine';
  const memory = `${Math.round(totalmem() / 1e9)} GB`;
  return `${all.length} cores (${model}), ${memory}, ${type()} ${release().split('-')[0]}, Node ${process.versions.node}, ${docker}`;
}

/** The commit that was measured, marked when files differ from it. */
function revision(): string {
  const { stdout } = spawnSync('git', ['describe', '--always', '--dirty', '--exclude', '*'], { cwd: ROOT, encoding: 'utf8' });
  return (stdout ?? '').trim() || 'an unknown revision';
}
