import { parseArgs } from 'node:util';
import { type StackId, stackId } from '#contract/ids.ts';
import { suggest } from '#contract/nearest.ts';

/** What `npm run lessons` is told. */
export type Options = {
  track?: string;
  /** `<track>/<lesson>` or the lesson's part alone. */
  lesson?: string;
  /** Run up to this block of the lesson and show its output. */
  block?: string;
  /** Run the lesson without this block and show what Verify says. */
  skip?: string;
  /** Which stack the lessons are proven on. */
  stack: StackId;
  /** On the Docker stack: images that `npm run docker:offline` built. */
  offline: boolean;
  /** Where the lessons are. */
  contentDir?: string;
  json: boolean;
  skipTest: boolean;
  help: boolean;
};

/** An option is wrong: what, and what to write instead. */
export class OptionError extends Error {
  constructor(message: string, hint: string) {
    super(`${message} ${hint}`);
    this.name = 'OptionError';
  }
}

const KNOWN = {
  track: { type: 'string', help: 'prove the lessons of this track only' },
  lesson: { type: 'string', help: 'prove this lesson only; the blocks of the lessons before it run first' },
  block: { type: 'string', help: 'with --lesson: run up to this block and show its output' },
  skip: { type: 'string', help: 'with --lesson: run the lesson without this block and show what Verify says' },
  stack: { type: 'string', help: 'embedded (default), or docker: what the Docker stack holds is removed first' },
  offline: { type: 'boolean', help: 'with --stack docker: use the images that `npm run docker:offline` built' },
  'content-dir': { type: 'string', help: 'where the lessons are, instead of content/' },
  json: { type: 'boolean', help: 'print one JSON object per lesson' },
  'no-skip-test': { type: 'boolean', help: 'do not run each lesson without each of its blocks' },
  help: { type: 'boolean', help: 'print this and end' },
} as const;

/**
 * Reads the command line.
 * @throws OptionError with the nearest right name.
 */
export function readOptions(args: readonly string[]): Options {
  const names = Object.keys(KNOWN);
  for (const arg of args) {
    const name = /^--([^=]+)/.exec(arg)?.[1];
    if (name && !names.includes(name)) {
      const known = names.map((each) => `--${each}`);
      throw new OptionError(`There is no option --${name}.`, suggest(`--${name}`, known));
    }
  }
  const given = parse(args);
  const stack = given.stack ?? 'embedded';
  if (!isStack(stack)) throw new OptionError(`There is no stack ${stack}.`, suggest(stack, stackId.options));
  if (given.offline && stack !== 'docker') throw new OptionError('--offline is about the Docker stack.', 'Add --stack docker.');
  if ((given.block ?? given.skip) !== undefined && given.lesson === undefined)
    throw new OptionError('--block and --skip are about one lesson.', 'Add --lesson.');
  if (given.block !== undefined && given.skip !== undefined)
    throw new OptionError('--block and --skip do different things.', 'Leave one of them out.');
  const { track, lesson, block, skip } = given;
  return {
    ...(track && { track }),
    ...(lesson && { lesson }),
    ...(block && { block }),
    ...(skip && { skip }),
    ...(given['content-dir'] && { contentDir: given['content-dir'] }),
    stack,
    offline: given.offline ?? false,
    json: given.json ?? false,
    // It goes back to snapshots of the data directory, which real engines do not keep their data in.
    skipTest: !given['no-skip-test'] && stack === 'embedded',
    help: given.help ?? false,
  };
}

const isStack = (name: string): name is StackId => stackId.options.some((option) => option === name);

function parse(args: readonly string[]) {
  try {
    const options = Object.fromEntries(Object.entries(KNOWN).map(([name, { type }]) => [name, { type }])) as typeof KNOWN;
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (cause) {
    throw new OptionError((cause as Error).message, 'See --help.');
  }
}

/** What --help prints. */
export function helpText(): string {
  const rows = Object.entries(KNOWN).map(([name, { help }]) => `  --${name.padEnd(14)} ${help}`);
  return ['Proves that the lessons can be passed, and only by doing them.', '', 'npm run lessons -- [options]', '', ...rows].join(
    '\n',
  );
}
