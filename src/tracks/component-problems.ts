import { mdxToMdast } from 'satteri';
import type { LessonProblem } from '#contract/lesson-source.ts';
import { nearest, suggest } from '#contract/nearest.ts';
import { COMPONENTS, isComponent } from '../mdx/components.ts';
import { blankFrontmatter } from './blank-frontmatter.ts';

type Attribute = { type: string; name?: string; value?: unknown };

type Node = {
  type: string;
  name?: string | null;
  value?: string;
  attributes?: Attribute[];
  children?: Node[];
  position?: { start: { line: number; column: number } };
};

type Report = (node: Node, message: string, hint: string) => void;

const NAMES = Object.keys(COMPONENTS);

// Braces with nothing but a comment: the only ones that a lesson may have.
const COMMENT = /^\s*(?:\/\*[\s\S]*?\*\/\s*)+$/;

/**
 * Components that do not exist, attributes that they do not know, and `{…}` in the text, which MDX would run as a
 * program. Without this the page would stop with a message of Astro's own that names no line of the lesson.
 */
export function componentProblems(source: string): LessonProblem[] {
  const problems: LessonProblem[] = [];
  const root = parse(source);
  const imported = importedNames(root);
  const report: Report = (node, message, hint) => {
    const { line, column } = node.position?.start ?? { line: 1, column: 1 };
    problems.push({ line, column, message, hint });
  };
  visit(root, (node) => {
    if (node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement') checkElement(node, imported, report);
    if (node.type === 'mdxFlowExpression' || node.type === 'mdxTextExpression') checkBraces(node, report);
  });
  return problems;
}

/** An empty text when it is not MDX: the contract's reader says what is wrong with it. */
function parse(source: string): Node {
  try {
    return mdxToMdast(blankFrontmatter(source)) as unknown as Node;
  } catch {
    return { type: 'root' };
  }
}

function checkElement(node: Node, imported: ReadonlySet<string>, report: Report): void {
  const { name, attributes = [] } = node;
  if (!name || imported.has(name.split('.')[0] ?? name)) return;
  if (isComponent(name)) {
    checkAttributes(name, attributes, (message, hint) => report(node, message, hint));
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

function checkBraces(node: Node, report: Report): void {
  const value = node.value ?? '';
  if (COMMENT.test(value)) return;
  const shown = value.length > 40 ? `${value.slice(0, 40)}…` : value;
  report(
    node,
    `The text has \`{${shown.replace(/\s+/g, ' ')}}\`, which MDX would run as a program.`,
    'Write `&#123;` instead of the `{`, or put it into code with backticks.',
  );
}

/** What the lesson imports by itself. */
function importedNames(root: Node): ReadonlySet<string> {
  const code = (root.children ?? []).flatMap(({ type, value = '' }) => (type === 'mdxjsEsm' ? [value] : []));
  return new Set(code.join('\n').match(/[A-Za-z_$][\w$]*/g) ?? []);
}

function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  for (const child of node.children ?? []) visit(child, see);
}
