import * as z from 'zod';
import { type StackId, slug, stackId } from './ids.ts';
import { findLanguage, LANGUAGE_NAMES } from './languages.ts';
import { nearest, suggest } from './nearest.ts';
import { schemaWords } from './schema-words.ts';
import { STAND_INS, serviceId } from './services.ts';

/** A file of the workspace: a relative path without `..`, hidden parts or backslashes. */
export const fileName = z
  .string()
  .max(120)
  .regex(/^(?:[A-Za-z0-9_][A-Za-z0-9_.-]*\/)*[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'a relative path, such as event.json');

/** What a fence marked `run` or `file=` may say after its language. Documented for authors in the guide: `content/authors-guide/02-blocks-that-say-what-they-expect/`. */
export const blockAttributes = z.strictObject({
  /** The learner can run it. */
  run: z.literal(true).optional(),
  /** The block's text is a file of the workspace under this name. A block in `ts` that runs is `<id>.ts` unless it says another. */
  file: fileName.optional(),
  /** Its name inside the lesson. */
  id: slug,
  /** The service it runs in; without it the shell. */
  in: serviceId.optional(),
  /** What its output must show: a text, or `/a regular expression/`. */
  expect: z.string().optional(),
  /** The exit status it must end with; 0 unless said. */
  exit: z
    .string()
    .regex(/^(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])$/, 'a number from 0 to 255')
    .transform(Number)
    .optional(),
  /** It goes on until stopped, or until `expect` is seen. */
  follow: z.literal(true).optional(),
  /** It goes on while later blocks run; it is ready when `expect` is seen, or else as soon as it runs. */
  background: z.literal(true).optional(),
  /** The lesson passes without it. */
  optional: z.literal(true).optional(),
  /** The only stack it makes sense on. */
  stack: stackId.optional(),
  /** Blocks of this lesson that must have run before, comma-separated. */
  needs: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(slug))
    .optional(),
});
export type BlockAttributes = z.infer<typeof blockAttributes>;

/**
 * The only stack that a block can run on; undefined for both. Inside a service's container it runs on Docker, and where a
 * service runs its language, on the stacks that have the service.
 */
export function onlyStack({ attributes, language }: { attributes: BlockAttributes; language: string }): StackId | undefined {
  const { stack, in: service } = attributes;
  return stack ?? findLanguage(language)?.stack ?? (service && !STAND_INS.includes(service) ? 'docker' : undefined);
}

/** A mistake in a fence's attributes: what, and what to write instead. */
export class BlockAttributeError extends Error {
  hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.name = 'BlockAttributeError';
    this.hint = hint;
  }
}

/** True when a fence is ours: it says `run` or `file=`. Everything else is a plain code block. */
export function isBlock(meta: string | null | undefined): boolean {
  return tokens(meta ?? '').some(({ name }) => name === 'run' || name === 'file');
}

/**
 * A fence with an attribute that only blocks have, and neither `run` nor `file=`: its author meant a block.
 * @throws BlockAttributeError saying so.
 */
export function checkForgotten(meta: string): void {
  const given = tokens(meta).map(({ name }) => name);
  const own = given.find((name) => Object.hasOwn(blockAttributes.shape, name));
  if (!own) return;
  const typo = given.find((name) => !Object.hasOwn(blockAttributes.shape, name) && nearest(name, ['run', 'file']));
  throw new BlockAttributeError(
    `\`${own}\` is for blocks, and this fence says neither \`run\` nor \`file=\`.`,
    typo ? suggest(typo, ['run', 'file']) : `Add \`run\`, or leave \`${own}\` out.`,
  );
}

/**
 * Reads what stands after a fence's language: `run id=publish expect="routed" exit=22`.
 * @throws BlockAttributeError naming the attribute, what is allowed and the nearest right name.
 */
export function parseBlockAttributes(language: string, meta: string): BlockAttributes {
  const given: Record<string, string | true> = {};
  const all = tokens(meta);
  const open = all.find(({ isOpen }) => isOpen);
  if (open)
    throw new BlockAttributeError(`The quote after \`${open.name}=\` is not closed.`, 'Write a second " behind the text.');
  checkSpaces(meta, all);
  for (const { name, value } of all) {
    if (name in given) throw new BlockAttributeError(`\`${name}\` is given twice.`, 'Keep one of them.');
    given[name] = value;
  }
  const names = Object.keys(blockAttributes.shape);
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) throw new BlockAttributeError(`A block has no attribute \`${name}\`.`, suggest(name, names));
  }
  const parsed = blockAttributes.safeParse(given);
  if (!parsed.success) throw attributeError(parsed.error, given);
  checkTogether(language, parsed.data);
  const ending = parsed.data.run && findLanguage(language)?.file;
  return ending ? { ...parsed.data, file: parsed.data.file ?? `${parsed.data.id}${ending}` } : parsed.data;
}

/** A value ends at a space: what follows it would be taken for attributes. */
function checkSpaces(meta: string, all: readonly Token[]): void {
  const isKnown = ({ name }: Token) => Object.hasOwn(blockAttributes.shape, name);
  for (const [index, { name, value }] of all.entries()) {
    const rest = all.slice(index + 1);
    const next = rest[0];
    if (value === true || !next || isKnown(next)) continue;
    if (name === 'needs' && value.endsWith(','))
      throw new BlockAttributeError(
        `\`needs=${value}\` ends at the space after the comma.`,
        `Write \`needs=${value}${next.name}\`, without a space.`,
      );
    // A longer word that is nearly an attribute is a mistyped one.
    const isTypo = next.name.length > 3 && nearest(next.name, Object.keys(blockAttributes.shape));
    const isPlain = meta.includes(`expect=${value} `) && !value.startsWith('/');
    if (name !== 'expect' || next.value !== true || isTypo || !isPlain) continue;
    const end = rest.findIndex((token) => token.value !== true || isKnown(token));
    const text = [value, ...rest.slice(0, end < 0 ? undefined : end).map((token) => token.name)].join(' ');
    throw new BlockAttributeError(`\`expect=${value}\` ends at the space.`, `Put the text in quotes: \`expect="${text}"\`.`);
  }
}

function attributeError(error: z.ZodError, given: Record<string, string | true>): BlockAttributeError {
  const issue = error.issues[0];
  const name = String(issue?.path[0] ?? '');
  if (!(name in given)) return new BlockAttributeError(`A block needs \`${name}\`.`, `Write \`${name}=…\` after the language.`);
  const value = given[name];
  if (issue?.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    if (allowed[0] === 'true') return new BlockAttributeError(`\`${name}\` takes no value.`, `Write \`${name}\` alone.`);
    return new BlockAttributeError(`\`${name}=${value}\` is not known.`, suggest(String(value), allowed));
  }
  if (value === true) return new BlockAttributeError(`\`${name}\` needs a value.`, `Write \`${name}=…\`.`);
  return new BlockAttributeError(
    `\`${name}=${value}\` is not right: ${issue ? schemaWords(issue) : 'unknown'}.`,
    `Correct the value of \`${name}\`.`,
  );
}

function checkTogether(language: string, attributes: BlockAttributes): void {
  if (!attributes.run) {
    for (const name of ['in', 'expect', 'exit', 'follow', 'background', 'optional', 'stack', 'needs'] as const) {
      if (attributes[name] !== undefined)
        throw new BlockAttributeError(`\`${name}\` is for blocks that run.`, 'Add `run`, or leave it out.');
    }
    return;
  }
  checkLanguage(language, attributes);
  if (attributes.follow && attributes.background)
    throw new BlockAttributeError(
      '`follow` and `background` do not go together.',
      'Keep `background` for a program that later blocks need, or `follow` for one to be watched.',
    );
  if (attributes.expect !== undefined) expectation(attributes.expect);
}

function checkLanguage(name: string, { in: service, file }: BlockAttributes): void {
  const language = findLanguage(name);
  if (!language) {
    const near = nearest(name, LANGUAGE_NAMES);
    throw new BlockAttributeError(
      `Blocks in \`${name || 'no language'}\` do not run yet.`,
      near ? `Did you mean \`${near}\`?` : `Languages that run: ${LANGUAGE_NAMES.join(', ')}.`,
    );
  }
  if (file && !language.file)
    throw new BlockAttributeError(
      `A block in \`${name}\` has \`run\` or \`file=\`, not both.`,
      'Make two blocks: one that is the file, one that runs it.',
    );
  if (file && language.file && !file.endsWith(language.file))
    throw new BlockAttributeError(
      `\`file=${file}\` is not the name of a file in \`${name}\`.`,
      `Let it end in ${language.file}.`,
    );
  if (service && name !== 'sh')
    throw new BlockAttributeError(`\`in=${service}\` is for blocks in \`sh\`.`, 'Leave it out: the language says where it runs.');
}

/**
 * The test that `expect` stands for: a text that must appear, or `/a regular expression/flags`.
 * @throws BlockAttributeError when the regular expression is wrong.
 */
export function expectation(expect: string): (output: string) => boolean {
  const regex = /^\/(.*)\/([imsu]*)$/s.exec(expect);
  if (!regex) return (output) => output.includes(expect);
  try {
    const pattern = new RegExp(regex[1] ?? '', regex[2]);
    return (output) => pattern.test(output);
  } catch (cause) {
    throw new BlockAttributeError(
      `\`expect=${expect}\` is not a regular expression: ${(cause as Error).message}.`,
      'Correct it, or write a plain text in quotes.',
    );
  }
}

type Token = { name: string; value: string | true; isOpen: boolean };

/** `a b=c d="e f" g=/h i/` as names and values. Quotes and slashes keep spaces; a backslash keeps the next quote. */
function tokens(meta: string): Token[] {
  const found: Token[] = [];
  const pattern = /([^\s=]+)(?:=(?:"((?:[^"\\]|\\.)*)"|(\/(?:[^/\\]|\\.)*\/[a-z]*)|(\S*)))?/g;
  for (const [, name = '', quoted, regex, plain] of meta.matchAll(pattern)) {
    const value = quoted?.replace(/\\(["\\])/g, '$1') ?? regex ?? plain;
    found.push({ name, value: value === undefined ? true : value, isOpen: plain?.startsWith('"') ?? false });
  }
  return found;
}
