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
  /** Prove again on every save. */
  watch: boolean;
  /** Keep the blocks' outputs beside the lessons. */
  record: boolean;
  /** Say which steps of the guides are covered, and prove nothing. */
  coverage: boolean;
  /** Which stack the lessons are proven on. */
  stack: StackId;
  /** On the Docker stack: images that `npm run docker:offline` built. */
  offline: boolean;
  /** Where the lessons are. */
  contentDir?: string;
  json: boolean;
  /** How long a block may go on (seconds). */
  within?: number;
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
  track: { type: 'string', group: 'which', value: '<track>', help: 'the lessons of this track only' },
  lesson: { type: 'string', group: 'which', value: '<it>', help: 'this lesson only; the blocks of the ones before run first' },
  'content-dir': { type: 'string', group: 'which', value: '<dir>', help: 'where the lessons are, instead of content/' },
  block: { type: 'string', group: 'what', value: '<id>', help: 'with --lesson: run up to this block and show outputs' },
  skip: { type: 'string', group: 'what', value: '<id>', help: 'with --lesson: leave this block out, show what Verify says' },
  watch: { type: 'boolean', group: 'what', help: 'with --lesson: prove again on every save, show what changed' },
  record: { type: 'boolean', group: 'what', help: 'keep the outputs beside the lessons, in recorded.json' },
  coverage: { type: 'boolean', group: 'what', help: 'only say which steps of the guides are covered; nothing runs' },
  'no-skip-test': { type: 'boolean', group: 'what', help: 'do not run each lesson without each of its blocks' },
  stack: { type: 'string', group: 'where', value: '<stack>', help: 'embedded (default), or docker, which is emptied first' },
  offline: { type: 'boolean', group: 'where', help: 'with --stack docker: images of `npm run docker:offline`' },
  within: {
    type: 'string',
    group: 'how',
    value: '<s>',
    help: 'a block that goes on for longer has failed (120 s; Docker 300 s)',
  },
  json: { type: 'boolean', group: 'how', help: 'one JSON object per lesson, a line each; with --coverage one per track' },
  help: { type: 'boolean', group: 'how', help: 'print this and end' },
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
  const { track, lesson, block, skip } = given;
  const options = {
    ...(track && { track }),
    ...(lesson && { lesson }),
    ...(block && { block }),
    ...(skip && { skip }),
    watch: given.watch ?? false,
    record: given.record ?? false,
    coverage: given.coverage ?? false,
    ...(given['content-dir'] && { contentDir: given['content-dir'] }),
    ...(given.within && { within: readSeconds(given.within) }),
    stack,
    offline: given.offline ?? false,
    json: given.json ?? false,
    // It goes back to snapshots of the data directory, which real engines do not keep their data in.
    skipTest: !given['no-skip-test'] && stack === 'embedded',
    help: given.help ?? false,
  };
  refuseContradictions(options);
  return options;
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 3600) return seconds;
  throw new OptionError(`--within ${text} is no time.`, 'Give it seconds, from 1 to 3600.');
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

/** Options that say different things, or one that means nothing without another. */
function refuseContradictions({ lesson, block, skip, watch, record, coverage, stack, offline, json }: Options): void {
  const refuse = (when: unknown, what: string, hint: string) => {
    if (when) throw new OptionError(what, hint);
  };
  const oneBlock = (block ?? skip) !== undefined;
  const isDocker = stack === 'docker';
  refuse(offline && !isDocker, '--offline is about the Docker stack.', 'Add --stack docker.');
  refuse(oneBlock && lesson === undefined, '--block and --skip are about one lesson.', 'Add --lesson.');
  refuse(block && skip, '--block and --skip do different things.', 'Leave one of them out.');
  refuse(watch && lesson === undefined, '--watch is about one lesson.', 'Add --lesson.');
  refuse(watch && skip, '--watch does not go with --skip.', 'Leave --skip out: the skip test tries each block.');
  refuse(watch && json, '--watch is for reading along.', 'Leave --json out.');
  refuse(watch && record, '--watch and --record do different things.', 'Leave one of them out.');
  refuse(watch && isDocker, '--watch goes back to snapshots, which the Docker stack has none of.', 'Leave --stack out.');
  refuse(record && oneBlock, '--record keeps whole lessons.', 'Leave --block and --skip out.');
  refuse(record && isDocker, '--record keeps what the embedded stack shows, where learners begin.', 'Leave --stack out.');
  refuse(coverage && (watch || record), '--coverage runs nothing.', 'Leave --watch and --record out.');
  refuse(coverage && lesson !== undefined, '--coverage is about whole tracks.', 'Leave --lesson out.');
}

const GROUPS = {
  which: 'Which lessons',
  what: 'What to do, unless everything about them is proven',
  where: 'Where',
  how: 'How long, and how to say it',
};

const EXAMPLES = [
  ['', 'prove all lessons'],
  ['--lesson a-queue-to-receive-events', 'one lesson'],
  ['--lesson a-queue-to-receive-events --watch', 'again on every save'],
  ['--lesson a-queue-to-receive-events --block publish', 'up to one block'],
  ['--track event-enrichment --record', "keep the blocks' outputs"],
  ['--track event-enrichment --no-skip-test --json', 'quick, for a program to read'],
] as const;

const STATUSES = [
  '0  what was asked for holds',
  '1  a lesson does not pass, or a block failed',
  '2  it could not begin: an option, a name or a lesson file is wrong',
];

/** What --help prints. */
export function helpText(): string {
  const groups = Object.entries(GROUPS).map(([id, title]) => {
    const rows = Object.entries(KNOWN).flatMap(([name, option]) =>
      option.group === id ? [`  ${`--${name} ${'value' in option ? option.value : ''}`.padEnd(22)} ${option.help}`] : [],
    );
    return [`${title}:`, ...rows].join('\n');
  });
  const examples = EXAMPLES.map(([args, what]) => `  npm run lessons${args ? ` -- ${args}` : ''}`.padEnd(72) + what);
  return [
    'Proves that the lessons can be passed, and only by doing them.\n\nnpm run lessons -- [options]',
    ...groups,
    ['Examples:', ...examples].join('\n'),
    ['Exit status:', ...STATUSES.map((line) => `  ${line}`)].join('\n'),
  ].join('\n\n');
}
