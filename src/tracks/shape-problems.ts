import { type LessonProblem, type TextNode, visit } from '#contract/lesson-source.ts';
import { suggest } from '#contract/nearest.ts';
import { ICONS, SHAPES } from '../components/icons.ts';
import { attributeOf, elementName, placeOf } from './lesson-text.ts';

const ON_EVERY_PAGE = [...Object.keys(SHAPES).map((name) => `g-${name}`), ...Object.keys(ICONS).map((name) => `i-${name}`)];

/** Shapes that a picture in the text uses and that neither the page nor the lesson has: the browser leaves them out in silence. */
export function shapeProblems(text: TextNode): LessonProblem[] {
  const own: string[] = [];
  visit(text, (node) => {
    const id = elementName(node) && attributeOf(node, 'id');
    if (typeof id === 'string') own.push(id);
  });
  const known = [...own, ...ON_EVERY_PAGE];
  const problems: LessonProblem[] = [];
  visit(text, (node) => {
    const href = elementName(node) === 'use' ? attributeOf(node, 'href') : undefined;
    if (typeof href !== 'string' || !href.startsWith('#') || known.includes(href.slice(1))) return;
    // The icons are the page's own; a picture is made of shapes.
    const offered = known.filter((id) => !id.startsWith('i-')).map((id) => `#${id}`);
    problems.push({ ...placeOf(node), message: `There is no shape \`${href}\`.`, hint: suggest(href, offered) });
  });
  return problems;
}
