/** What came of a stage. `output` is shown when something failed; `skips` says what was left out and why. */
export type StageResult = { passed: number; failed: number; skips: string[]; output: string };

/** Nothing ran. */
export const nothing: StageResult = { passed: 0, failed: 0, skips: [], output: '' };

/** One part of `npm test`. `files` are parts of file names the person asked for; empty means all. */
export type Stage = { name: string; run: (files: readonly string[]) => Promise<StageResult> };

/** Joins what several commands of one stage gave. */
export function addUp(results: readonly StageResult[]): StageResult {
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
    skips: results.flatMap(({ skips }) => skips),
    output: results
      .filter(({ failed }) => failed > 0)
      .map(({ output }) => output.trimEnd())
      .join('\n\n'),
  };
}
