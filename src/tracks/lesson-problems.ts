import { type LessonProblem, readLessonSource, readYaml } from '#contract/lesson-source.ts';
import { suggest } from '#contract/nearest.ts';
import { componentProblems } from './component-problems.ts';

const FENCE = /^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1[`~]*[ \t]*$/gm;

/** Everything wrong with a lesson's text, the parts it adds to its track's picture (`nodes`) included. */
export function lessonProblems(source: string, nodes: readonly string[] | undefined): LessonProblem[] {
  const { fields, problems } = readLessonSource(source);
  if (!fields) return problems;
  const found = [...problems, ...componentProblems(source)];
  if (nodes) found.push(...unknownParts(source, fields.adds, nodes));
  if (fields.checks.length > 0 && !hasWholeVerify(source)) {
    found.push({
      line: source.trimEnd().split('\n').length,
      column: 1,
      message: 'The lesson has checks, and no panel that looks at all of them.',
      hint: 'Write `<Verify />` at the end.',
    });
  }
  return found.sort((a, b) => a.line - b.line);
}

/** True when a `<Verify />` without `checks=` stands outside of code. */
function hasWholeVerify(source: string): boolean {
  return /<Verify\s*(?:\/>|>)/.test(source.replace(FENCE, ''));
}

function unknownParts(source: string, adds: readonly string[], nodes: readonly string[]): LessonProblem[] {
  const { lineOf } = readYaml(source.split(/^---[ \t]*$/m)[1] ?? '', [], 0);
  return adds.flatMap((id, index) =>
    nodes.includes(id)
      ? []
      : [{ ...lineOf(['adds', index]), message: `The track's picture has no part \`${id}\`.`, hint: suggest(id, nodes) }],
  );
}
