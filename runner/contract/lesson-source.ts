import { mdxToMdast } from 'satteri';
import { LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { BlockAttributeError } from './block.ts';
import { CHECK_NAMES } from './checks/checks.ts';
import { findLanguage } from './languages.ts';
import { type LessonFields, lessonFields } from './lesson.ts';
import { nearest, suggest } from './nearest.ts';
import { findLocal } from './network.ts';
import { type Block, type FenceFiles, fenceId, placeIn, readFence } from './read-fence.ts';
import { schemaNames } from './schema-names.ts';
import { schemaWords } from './schema-words.ts';

/** A mistake in a lesson: where (line and column from 1), what, and what to write instead. */
export type LessonProblem = {
  line: number;
  column: number;
  message: string;
  hint: string;
  /** The file that it is in, when it is one that a fence leaves its text to: `files/simulator.ts`, or `common/…` of the track. */
  from?: string;
};

/**
 * A lesson as its author wrote it. `fields` is there when nothing in the frontmatter was wrong, `text` when the text is
 * MDX; `lineOf` gives the place of a field by its path.
 */
export type LessonSource = {
  fields: LessonFields | undefined;
  blocks: Block[];
  problems: LessonProblem[];
  text: TextNode | undefined;
  lineOf: LineOf;
};

/**
 * Reads the text of an `index.mdx`: frontmatter, blocks, and what does not fit together. The site's build and the
 * runner both use it, so that they can never disagree about a lesson. `files`: those that it starts from, for fences that
 * leave their text to them; without, such a fence is empty.
 */
export function readLessonSource(source: string, files?: FenceFiles): LessonSource {
  const problems: LessonProblem[] = [];
  const { fields, lineOf, isThere } = readFrontmatter(source, problems);
  // A broken frontmatter would be taken for MDX, a broken text for one without blocks: said once is enough.
  const body = isThere ? readBody(source, { problems, files }) : undefined;
  if (fields && body) checkTogether(fields, { ...body, lineOf, problems });
  return { fields, blocks: body?.blocks ?? [], problems: problems.sort((a, b) => a.line - b.line), text: body?.text, lineOf };
}

const FRONTMATTER = /^---\r?\n([\s\S]*?)^---[ \t]*$/m;

type Position = { line: number; column: number };
export type LineOf = (path: readonly PropertyKey[]) => Position;

type Frontmatter = { fields: LessonFields | undefined; lineOf: LineOf; isThere: boolean };

function readFrontmatter(source: string, problems: LessonProblem[]): Frontmatter {
  const yaml = FRONTMATTER.exec(source)?.[1];
  if (yaml === undefined || !source.startsWith('---')) {
    const begins = /^---[ \t]*\r?\n/.test(source);
    problems.push({
      line: 1,
      column: 1,
      message: begins ? 'The frontmatter that begins here has no end.' : 'The lesson has no frontmatter.',
      hint: begins
        ? 'Write --- on a line of its own after its last field.'
        : 'Begin the file with ---, title, summary, minutes, services and ---.',
    });
    return { fields: undefined, lineOf: () => ({ line: 1, column: 1 }), isThere: false };
  }
  const { value, lineOf } = readYaml(yaml, problems, 1);
  if (value === undefined) return { fields: undefined, lineOf, isThere: true };
  const parsed = lessonFields.safeParse(value);
  if (!parsed.success) problems.push(...yamlProblems(parsed.error, { value, lineOf, names: Object.keys(lessonFields.shape) }));
  return { fields: parsed.data, lineOf, isThere: true };
}

/**
 * Parses YAML and remembers where each part stands. `offset` lines come before it in the file.
 * `value` is undefined when it could not be parsed; the reason is then in `problems`.
 */
export function readYaml(text: string, problems: LessonProblem[], offset = 0): { value: unknown; lineOf: LineOf } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (position: number): Position => {
    const { line, col } = lines.linePos(position);
    return { line: line + offset, column: col };
  };
  const lineOf: LineOf = (path) => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return at(node.range[0]);
    }
    return { line: 1 + offset, column: 1 };
  };
  const error = document.errors[0];
  if (error?.code === 'MULTIPLE_DOCS') {
    problems.push({
      ...at(error.pos[0]),
      message: 'A line with `---` begins a second text here.',
      hint: 'Take it out: the file is one list of fields.',
    });
    return { value: undefined, lineOf };
  }
  if (error) {
    problems.push({
      ...at(error.pos[0]),
      message: `This is not YAML: ${error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '')}.`,
      hint: 'Mind indentation, quotes and colons.',
    });
    return { value: undefined, lineOf };
  }
  return { value: document.toJS() ?? {}, lineOf };
}

/** A schema's complaints as problems with a place and the nearest right name; a mistyped field is not also a missing one. */
export function yamlProblems(
  error: z.ZodError,
  context: { value: unknown; lineOf: LineOf; names: readonly string[]; schema?: z.ZodType },
): LessonProblem[] {
  const unknown = error.issues.filter((issue) => issue.code === 'unrecognized_keys');
  // A mistyped field is also a missing one: said once, where it stands.
  const isTypo = (issue: Issue) =>
    unknown.some((other) => other.keys.some((key) => nearest(key, [String(issue.path.at(-1))]))) &&
    valueAt(context.value, issue.path) === undefined;
  const issues = [...unknown, ...error.issues.filter((issue) => issue.code !== 'unrecognized_keys' && !isTypo(issue))];
  return issues.map((issue) => ({
    ...context.lineOf(issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path),
    ...explain(issue, context),
  }));
}

type Issue = z.core.$ZodIssue;

function explain(
  issue: Issue,
  { value, names, schema }: { value: unknown; names: readonly string[]; schema?: z.ZodType },
): { message: string; hint: string } {
  const path = pathInWords(issue.path, value);
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const known = issue.path.length === 0 ? names : knownNames(issue, value, schema);
    return { message: `There is no field \`${key}\`${path ? ` in ${path}` : ''}.`, hint: suggest(key, known) };
  }
  if (issue.code === 'invalid_union' && issue.path.at(-1) === 'check') {
    const given = String(valueAt(value, issue.path) ?? '');
    return {
      message: given ? `There is no check \`${given}\`.` : `${capital(path)} is missing.`,
      hint: suggest(given, CHECK_NAMES),
    };
  }
  if (issue.code === 'invalid_value') {
    const given = valueAt(value, issue.path);
    const allowed = issue.values.map(String);
    return given === undefined
      ? { message: `${capital(path)} is missing.`, hint: `Allowed: ${allowed.join(', ')}.` }
      : { message: `${capital(path)} cannot be \`${String(given)}\`.`, hint: suggest(String(given), allowed) };
  }
  if (valueAt(value, issue.path) === undefined)
    return { message: `${capital(path)} is missing.`, hint: `Add \`${String(issue.path.at(-1))}:\`.` };
  return { message: `${capital(path)} is not right: ${schemaWords(issue)}.`, hint: `Correct ${path}.` };
}

/** What an item of a list is called. */
const ITEMS: Readonly<Record<string, string>> = {
  checks: 'check',
  nodes: 'part',
  edges: 'line',
  services: 'service',
  covers: 'step',
  adds: 'part',
};

/** `checks.1.queue` as an author says it: `queue` of check 2 (`message`). */
function pathInWords(path: readonly PropertyKey[], value: unknown): string {
  const [list, index, ...rest] = path;
  const name = typeof index === 'number' ? ITEMS[String(list)] : undefined;
  if (!name) return path.length > 0 ? `\`${path.map(String).join('.')}\`` : '';
  const { id } = (valueAt(value, path.slice(0, 2)) ?? {}) as { id?: unknown };
  const item = `${name} ${Number(index) + 1}${typeof id === 'string' ? ` (\`${id}\`)` : ''}`;
  return rest.length > 0 && list !== 'edges' ? `\`${rest.map(String).join('.')}\` of ${item}` : item;
}

const capital = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

/** The fields allowed where an unknown one stood: a check's, when it stood in a check. */
function knownNames(issue: Issue, value: unknown, schema: z.ZodType | undefined): string[] {
  if (issue.path[0] !== 'checks') return schemaNames(schema, issue.path);
  const name = (valueAt(value, issue.path) as { check?: unknown } | undefined)?.check;
  const checks = lessonFields.shape.checks.unwrap().element.options;
  const known = checks.find((option) => option.shape.check.value === name);
  return known ? Object.keys(known.shape) : [];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

/** `<Verify checks="queue message" />` as it stands in the text. */
type Panel = { checks: string[]; line: number; column: number };

/** A part of a lesson's text, as the Markdown tree has it (mdast with MDX). */
export type TextNode = { type: string; children?: TextNode[]; position?: { start: Position; end: Position } } & Record<
  string,
  unknown
>;

/**
 * The blocks, the ids of all blocks (also of those with a mistake), and the panels. `isSure`: no block has a mistake, so
 * that a name that is not among the ids is certainly wrong.
 */
type Body = { text: TextNode; blocks: Block[]; ids: string[]; panels: Panel[]; isSure: boolean };

type Reading = { problems: LessonProblem[]; files: FenceFiles | undefined };

/** Undefined when the text is not MDX; the reason is then in `problems`. */
function readBody(source: string, { problems, files }: Reading): Body | undefined {
  const blocks: Block[] = [];
  const ids: string[] = [];
  const panels: Panel[] = [];
  const before = problems.length;
  const sourceLines = source.split('\n');
  // Blanked, not cut: line numbers stay those of the file.
  const body = source.replace(FRONTMATTER, (frontmatter) => frontmatter.replace(/[^\n]/g, ' '));
  let text: TextNode;
  try {
    // Dashes and quotes as the page will have them: its anchors are made of them.
    text = mdxToMdast(body, { features: { smartPunctuation: true } }) as unknown as TextNode;
  } catch (cause) {
    problems.push(mdxProblem((cause as Error).message));
    return undefined;
  }
  visit(text, (node) => {
    const { line, column } = node.position?.start ?? { line: 1, column: 1 };
    if (node.type === 'code') readBlock(node, sourceLines, { blocks, ids, problems, files });
    if ((node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement') && node.name === 'Verify') {
      const attribute = (node.attributes as { name?: string; value?: unknown }[]).find(({ name }) => name === 'checks');
      panels.push({
        checks: typeof attribute?.value === 'string' ? attribute.value.split(/[\s,]+/).filter(Boolean) : [],
        line,
        column,
      });
    }
  });
  return { text, blocks, ids, panels, isSure: problems.length === before };
}

/** Sätteri says `3:11: Unexpected character … (mdx-jsx:unexpected-character)`. */
function mdxProblem(words: string): LessonProblem {
  const [, line = '1', column = '1', what = words] = /^(\d+):(\d+): (.*?)(?: \([\w-]+:[\w-]+\))?$/s.exec(words) ?? [];
  return {
    line: Number(line),
    column: Number(column),
    message: `The text is not MDX: ${what}.`,
    hint: 'Look for an open tag, or a < or { that wants a backslash.',
  };
}

/** Calls `see` for a part of a text and everything in it, in the order of the text. */
export function visit(node: TextNode, see: (node: TextNode) => void): void {
  see(node);
  for (const child of node.children ?? []) visit(child, see);
}

function readBlock(
  node: TextNode,
  sourceLines: readonly string[],
  { blocks, ids, problems, files }: Pick<Body, 'blocks' | 'ids'> & Reading,
): void {
  const { line, column } = node.position?.start ?? { line: 1, column: 1 };
  const meta = (node.meta as string | null) ?? '';
  const taken = [...ids];
  // Kept whatever else is wrong with the block, so that what names it is not called wrong too.
  const id = fenceId(meta);
  if (id) ids.push(id);
  try {
    const lines = sourceLines.slice(line - 1, node.position?.end.line);
    const block = readFence(
      { language: (node.lang as string | null) ?? '', meta, text: node.value as string, line, lines },
      { taken, files },
    );
    if (block) blocks.push(block);
  } catch (error) {
    if (!(error instanceof BlockAttributeError)) throw error;
    problems.push({ line, column, message: error.message, hint: error.hint });
  }
}

/** What no single part can tell: names that point to other parts of the lesson. */
function checkTogether(
  fields: LessonFields,
  { blocks, ids, panels, isSure, lineOf, problems }: Body & { lineOf: LineOf; problems: LessonProblem[] },
): void {
  const checkIds = fields.checks.map(({ id }) => id);
  fields.checks.forEach((check, index) => {
    const at = (field: string) => lineOf(['checks', index, field]);
    if (checkIds.indexOf(check.id) !== index)
      problems.push({
        ...at('id'),
        message: `The id \`${check.id}\` is taken by an earlier check.`,
        hint: 'Give this check another id.',
      });
    if (isSure && check.fix && !ids.includes(check.fix))
      problems.push({ ...at('fix'), message: `The lesson has no block \`${check.fix}\`.`, hint: suggest(check.fix, ids) });
    const family = check.check.split('.')[0] ?? '';
    if (!['http', 'file'].includes(family) && !(fields.services as string[]).includes(family)) {
      problems.push({
        ...at('check'),
        message: `\`${check.check}\` looks at ${family}, which is not in \`services\`.`,
        hint: `Add ${family} to \`services\`.`,
      });
    }
  });
  for (const block of blocks) checkBlock(block, { fields, ids, problems });
  for (const { checks, line, column } of panels) {
    for (const id of checks) {
      if (!checkIds.includes(id))
        problems.push({ line, column, message: `The lesson has no check \`${id}\`.`, hint: suggest(id, checkIds) });
    }
  }
}

function checkBlock(
  block: Block,
  { fields, ids, problems }: { fields: LessonFields; ids: string[]; problems: LessonProblem[] },
): void {
  const problem = (message: string, hint: string, at: Pick<LessonProblem, 'line' | 'from'> = { line: block.line }) =>
    problems.push({ column: 1, ...at, message, hint });
  const { attributes } = block;
  const earlier = ids.slice(0, ids.indexOf(block.id));
  for (const need of attributes.needs ?? []) {
    if (earlier.includes(need)) continue;
    if (ids.includes(need))
      problem(`Block \`${block.id}\` needs \`${need}\`, which comes later.`, 'Move it before this block, or leave `needs` out.');
    else problem(`Block \`${block.id}\` needs \`${need}\`, which is not an earlier block.`, suggest(need, earlier));
  }
  if (attributes.in && !fields.services.includes(attributes.in))
    problem(
      `Block \`${block.id}\` runs in ${attributes.in}, which is not in \`services\`.`,
      `Add ${attributes.in} to \`services\`.`,
    );
  if (!attributes.run) return;
  const runs = findLanguage(block.language)?.service;
  if (runs && !fields.services.includes(runs))
    problem(`Block \`${block.id}\` is run by ${runs}, which is not in \`services\`.`, `Add ${runs} to \`services\`.`);
  const local = findLocal(block.text);
  if (local)
    problem(
      `Block \`${block.id}\` says localhost, which is another machine on the Docker stack.`,
      local.instead
        ? `Did you mean \`${local.instead}\`?`
        : 'Write the service’s name in the stack’s network, such as http://rabbitmq:15672.',
      placeIn(block, local.line),
    );
}
