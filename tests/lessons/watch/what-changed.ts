import { diff } from 'node:util';
import type { VerifyRow } from '#contract/messages/verify.ts';
import { stillSays, withoutIds } from '../recording/agree.ts';
import type { Attempt, AttemptedBlock } from './attempt.ts';

/** A longer difference is told by its beginning. */
const MAX_DIFF_LINES = 12;
const MAX_LINE_CHARS = 160;

/** What is different from the attempt before, a line each: blocks and checks that pass or fail now, outputs that differ. */
export function whatChanged(before: Attempt, now: Attempt): string[] {
  const lines = [
    ...newAndGone('block', before.ids.blocks, now.ids.blocks),
    ...now.ids.blocks.flatMap((id) => blockChange(id, before.blocks.get(id), now.blocks.get(id))),
    ...newAndGone('check', before.ids.checks, now.ids.checks),
    ...now.ids.checks.flatMap((id) => checkChange(id, outcomeOf(before, id), outcomeOf(now, id))),
    ...notReached(
      'blocks',
      now.ids.blocks.filter((id) => before.blocks.has(id) && !now.blocks.has(id)),
    ),
    ...notReached(
      'checks',
      now.ids.checks.filter((id) => outcomeOf(before, id) && !outcomeOf(now, id)),
    ),
  ];
  return lines.length > 0 ? lines : ['  Nothing is different.'];
}

function newAndGone(what: string, before: readonly string[], now: readonly string[]): string[] {
  return [
    ...before.filter((id) => !now.includes(id)).map((id) => `  - ${what} ${id} is gone`),
    ...now.filter((id) => !before.includes(id)).map((id) => `  + ${what} ${id} is new`),
  ];
}

function notReached(what: string, ids: readonly string[]): string[] {
  return ids.length > 0 ? [`  · ${what} not reached any more: ${ids.join(', ')}`] : [];
}

function blockChange(id: string, before: AttemptedBlock | undefined, now: AttemptedBlock | undefined): string[] {
  if (!now) return [];
  const lines: string[] = [];
  if (now.problem && before && !before.problem) lines.push(`  ✗ block ${id} passed before and fails now: ${now.problem}`);
  else if (now.problem && now.problem !== before?.problem) lines.push(`  ✗ block ${id} fails: ${now.problem}`);
  else if (before?.problem && !now.problem) lines.push(`  ✓ block ${id} failed before and passes now`);
  // What a block that fails shows is told with the failure.
  if (before && !now.problem && !showsTheSame(before, now))
    lines.push(`  ~ block ${id} shows something else:`, ...diffLines(before.output, now.output));
  return lines;
}

/** The same text shows the same when only a random id or a duration differs; of another text every letter counts. */
function showsTheSame(before: AttemptedBlock, now: AttemptedBlock): boolean {
  if (before.hash !== now.hash) return before.output === now.output;
  return stillSays(withoutIds(before.output), withoutIds(now.output), new Set());
}

type Outcome = VerifyRow['outcome'];

const outcomeOf = ({ rows }: Attempt, id: string): Outcome => rows.find(({ check }) => check === id)?.outcome;

function checkChange(id: string, before: Outcome, now: Outcome): string[] {
  if (now === undefined) return [];
  if (before !== undefined && before !== 'passed' && now === 'passed') return [`  ✓ check ${id} failed before and holds now`];
  if (before === 'passed' && now !== 'passed') return [`  ✗ check ${id} held before and fails now`];
  return before === undefined && now !== 'passed' ? [`  ✗ check ${id} fails`] : [];
}

/** The lines that differ: `-` as it was, `+` as it is. */
function diffLines(before: string, now: string): string[] {
  const signs = { '-1': '+', '0': ' ', '1': '-' };
  const changed = diff(before.split('\n'), now.split('\n')).flatMap(([operation, line]) =>
    operation === 0 ? [] : `${signs[operation]} ${line}`,
  );
  const shown = changed.slice(0, MAX_DIFF_LINES).map((line) => `      ${line.slice(0, MAX_LINE_CHARS)}`);
  const more = changed.length - MAX_DIFF_LINES;
  return more > 0 ? [...shown, `      … ${more} more ${more === 1 ? 'line' : 'lines'}`] : shown;
}
