import type { Written } from './changes.ts';

/** What came of it, and the next step: commands and files, in the order in which an author needs them. */
export type Outcome = Written & { next: string[] };

/** As it is printed: what was made, what was changed, what comes next. */
export function outcomeText({ made, changed, next }: Outcome): string {
  const rows = (name: string, lines: readonly string[]) =>
    lines.map((line, index) => `${(index === 0 ? name : '').padEnd(8)} ${line}`);
  return [...rows('Made', made), ...rows('Changed', changed), '', ...rows('Next', next)].join('\n');
}
