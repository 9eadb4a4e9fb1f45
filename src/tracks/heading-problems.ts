import { type LessonProblem, type TextNode, visit } from '#contract/lesson-source.ts';
import { levelOf, placeOf, textOf } from './lesson-text.ts';

/**
 * Headings that jump over a level, and headings of the first level: a reader who goes from heading to heading would
 * look for what is missing between them. The page's title is the first level.
 */
export function headingProblems(text: TextNode): LessonProblem[] {
  const problems: LessonProblem[] = [];
  let above = 1;
  visit(text, (node) => {
    const level = levelOf(node);
    if (level === undefined) return;
    const at = placeOf(node);
    const words = textOf(node).replace(/\s+/g, ' ').trim();
    if (level === 1)
      problems.push({
        ...at,
        message: `\`# ${words}\` is a second title: the page's own comes from \`title\`.`,
        hint: `Write \`## ${words}\`.`,
      });
    else if (level > above + 1)
      problems.push({
        ...at,
        message: `\`${'#'.repeat(level)} ${words}\` is of level ${level}, and the heading above it of level ${above}.`,
        hint: `Write \`${'#'.repeat(above + 1)} ${words}\`.`,
      });
    // After a jump the headings below it are measured by what is right: one mistake is told once.
    above = Math.min(Math.max(level, 2), above + 1);
  });
  return problems;
}
