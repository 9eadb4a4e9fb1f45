import type { CommandResult } from './run-command.ts';
import type { StageResult } from './stage.ts';

/** What `npm run lessons` printed, as a stage's result. Without counts, or with counts that its exit status denies, it failed. */
export function lessonsResult({ status, output }: CommandResult): StageResult {
  const counts = /^(\d+) passed, (\d+) failed/m.exec(output.trimEnd().split('\n').at(-1) ?? '');
  const passed = Number(counts?.[1] ?? 0);
  const failed = Number(counts?.[2] ?? 0);
  const isConsistent = counts !== null && passed + failed > 0 && (status === 0) === (failed === 0);
  return { passed, failed: isConsistent ? failed : failed + 1, skips: [], output };
}
