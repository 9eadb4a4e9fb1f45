import { type LessonProblem, type TextNode, visit } from '#contract/lesson-source.ts';
import { nearest, suggest } from '#contract/nearest.ts';
import { COMPONENTS, isComponent } from '../mdx/components.ts';
import { elementName, placeOf } from './lesson-text.ts';

type Attribute = { type: string; name?: string; value?: unknown };

type Report = (node: TextNode, message: string, hint: string) => unknown;

const NAMES = Object.keys(COMPONENTS);

// Braces with nothing but a comment: the only ones that a lesson may have.
const COMMENT = /^\s*(?:\/\*[\s\S]*?\*\/\s*)+$/;

/**
 * Components that do not exist, attributes that they do not know, and `{…}` in the text, which MDX would run as a
 * program. Without this the page would stop with a message of Astro's own that names no line of the lesson.
 */
export function componentProblems(text: TextNode): LessonProblem[] {
  const problems: LessonProblem[] = [];
  const imported = importedNames(text);
  const report: Report = (node, message, hint) => problems.push({ ...placeOf(node), message, hint });
  visit(text, (node) => {
    const name = elementName(node);
    if (name) checkElement(node, name, { imported, report });
    if (node.type === 'mdxFlowExpression' || node.type === 'mdxTextExpression') checkBraces(node, report);
  });
  return problems;
}

function checkElement(
  node: TextNode,
  name: string,
  { imported, report }: { imported: ReadonlySet<string>; report: Report },
): void {
  if (imported.has(name.split('.')[0] ?? name)) return;
  if (isComponent(name)) {
    checkAttributes(name, (node.attributes ?? []) as Attribute[], (message, hint) => report(node, message, hint));
    return;
  }
  const meant = NAMES.find((other) => other.toLowerCase() === name.toLowerCase());
  if (meant || /^[A-Z]|\./.test(name)) report(node, `There is no component \`<${name}>\`.`, suggest(name, NAMES));
}

function checkAttributes(component: string, attributes: Attribute[], report: (message: string, hint: string) => void): void {
  const known = COMPONENTS[component] ?? [];
  for (const { type, name = '', value } of attributes) {
    if (type !== 'mdxJsxAttribute') report(`\`<${component}>\` takes no \`{…}\`.`, 'Write attributes as name="text".');
    else if (!known.includes(name))
      report(`\`<${component}>\` has no attribute \`${name}\`.`, attributeHint(component, name, known));
    else if (typeof value !== 'string') report(`\`${name}\` of \`<${component}>\` is not a text.`, `Write ${name}="…".`);
  }
}

function attributeHint(component: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near) return `Did you mean \`${near}\`?`;
  return known.length > 0 ? `It knows ${known.map((other) => `\`${other}\``).join(', ')}.` : `Write \`<${component} />\`.`;
}

function checkBraces(node: TextNode, report: Report): void {
  const value = String(node.value ?? '');
  if (COMMENT.test(value)) return;
  const shown = value.length > 40 ? `${value.slice(0, 40)}…` : value;
  report(
    node,
    `The text has \`{${shown.replace(/\s+/g, ' ')}}\`, which MDX would run as a program.`,
    'Write `&#123;` instead of the `{`, or put it into code with backticks.',
  );
}

/** What the lesson imports by itself. */
function importedNames(text: TextNode): ReadonlySet<string> {
  const code = (text.children ?? []).flatMap(({ type, value }) => (type === 'mdxjsEsm' ? [String(value)] : []));
  return new Set(code.join('\n').match(/[A-Za-z_$][\w$]*/g) ?? []);
}
