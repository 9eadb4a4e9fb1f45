import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { stackId } from '#contract/ids.ts';
import { suggest } from '#contract/nearest.ts';
import { RunnerError } from './errors.ts';

/** The folder of the project: what `content/`, `dist/` and `node_modules/` are in. */
export const PROJECT_DIR = resolve(import.meta.dirname, '..');

/** From the one that says most to the one that says nothing. */
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

const flag = z.boolean().default(false);
const port = z.coerce.number().int().min(0).max(65535);

/** Every option: its default and the sentence that `--help` prints. Option `--data-dir` is also the variable TOWPATH_DATA_DIR. */
const options = z.strictObject({
  port: port.default(4747).describe('Port of the site; another one is taken when it is busy, 0 takes any.'),
  'no-open': flag.describe('Print the address and do not open a browser.'),
  'data-dir': z.string().default(join(PROJECT_DIR, '.towpath')).describe('Where progress, files and outputs are kept.'),
  stack: stackId.default('embedded').describe('The stack to start: embedded or docker.'),
  offline: flag.describe('On the Docker stack use the images that `npm run docker:offline` built, and no image registry.'),
  dev: flag.describe('For authors: build pages as they are asked for and reload them when a file is saved.'),
  'content-dir': z
    .string()
    .default(join(PROJECT_DIR, 'content'))
    .describe('Where the runner finds the lessons, for tests; the pages are always made from content/.'),
  'allow-host': z
    .array(z.string())
    .default([])
    .describe(
      'Answer under this host and port too, such as my-box:8080, when a proxy or a forwarded port leads here. May be given several times.',
    ),
  help: flag.describe('Print this and end.'),
});

type Options = z.infer<typeof options>;

/** What the runner is told. Everything below main gets plain values from here; nothing else reads the environment. */
export type Config = {
  port: number;
  open: boolean;
  dataDir: string;
  stack: Options['stack'];
  /** The Docker stack runs from images built here. */
  offline: boolean;
  dev: boolean;
  contentDir: string;
  /** Host headers, with port, that are answered beside the loopback ones. */
  allowHosts: string[];
  help: boolean;
  /** Log level: trace, debug, info, warn, error, fatal, silent. */
  logLevel: string;
  /** What blocks and shells inherit: the learner's own environment. */
  environment: Record<string, string>;
};

/**
 * Reads flags and TOWPATH_… variables; flags win.
 * @throws RunnerError 'config.invalid' with the nearest right name.
 */
export function readConfig(args: string[], environment: NodeJS.ProcessEnv = process.env): Config {
  const given = { ...fromVariables(environment), ...fromFlags(args) };
  const parsed = options.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? '');
    const allowed = issue?.code === 'invalid_value' ? ` ${suggest(String(given[name]), issue.values.map(String))}` : '';
    throw new RunnerError('config.invalid', `--${name} cannot be ${JSON.stringify(given[name])}: ${issue?.message}.`, {
      hint: `See --help.${allowed}`,
    });
  }
  const chosen = parsed.data;
  return {
    port: chosen.port,
    open: !chosen['no-open'],
    dataDir: resolve(chosen['data-dir'].replace(/^~(?=\/|$)/, homedir())),
    stack: chosen.stack,
    offline: chosen.offline,
    dev: chosen.dev,
    contentDir: resolve(chosen['content-dir']),
    allowHosts: chosen['allow-host'].map((host) => host.toLowerCase()),
    help: chosen.help,
    logLevel: readLogLevel(environment.TOWPATH_LOG),
    environment: Object.fromEntries(
      Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  };
}

function readLogLevel(given: string | undefined): string {
  const level = given || 'warn';
  if (LOG_LEVELS.includes(level)) return level;
  throw new RunnerError('config.invalid', `TOWPATH_LOG cannot be ${JSON.stringify(level)}.`, {
    hint: suggest(level, LOG_LEVELS),
  });
}

function fromFlags(args: string[]): Record<string, unknown> {
  const names = Object.keys(options.shape);
  for (const arg of args) {
    const name = /^--([^=]+)/.exec(arg)?.[1];
    if (name && !names.includes(name))
      throw new RunnerError('config.invalid', `There is no option --${name}.`, {
        hint: suggest(
          `--${name}`,
          names.map((known) => `--${known}`),
        ),
      });
  }
  const types = Object.entries(options.shape).map(
    ([name, schema]) => [name, { type: isFlag(schema) ? 'boolean' : 'string', multiple: name === 'allow-host' }] as const,
  );
  try {
    return parseArgs({ args, options: Object.fromEntries(types), strict: true }).values;
  } catch (cause) {
    throw new RunnerError('config.invalid', (cause as Error).message, { hint: 'See --help.', cause });
  }
}

function fromVariables(environment: NodeJS.ProcessEnv): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(options.shape)) {
    const value = environment[variableOf(name)];
    if (value !== undefined && value !== '' && name !== 'help')
      given[name] = isFlag(schema) ? !['0', 'false'].includes(value) : name === 'allow-host' ? value.split(',') : value;
  }
  return given;
}

const variableOf = (name: string): string => `TOWPATH_${name.toUpperCase().replaceAll('-', '_')}`;
const isFlag = (schema: z.ZodType): boolean =>
  schema === options.shape['no-open'] ||
  schema === options.shape.offline ||
  schema === options.shape.dev ||
  schema === options.shape.help;

/** What `--help` prints. */
export function helpText(): string {
  const rows = Object.entries(options.shape).map(([name, schema]) => `  --${name.padEnd(14)} ${schema.description}`);
  return [
    'Towpath: lessons about data streaming that run on this machine.',
    '',
    'npm start -- [options]',
    '',
    ...rows,
    '',
    'Every option is also a variable: --data-dir is TOWPATH_DATA_DIR. TOWPATH_LOG=debug makes the log talk.',
  ].join('\n');
}
