import { parseArgs } from 'node:util';
import { suggest } from '#contract/nearest.ts';
import { RunnerError } from '../../runner/errors.ts';
import { IMAGES, inOrder } from './images.ts';

/** What `npm run docker:offline` is told. */
export type Options = {
  /** Names of images in the order in which they are built. */
  images: string[];
  isVerbose: boolean;
  isFresh: boolean;
  isHelp: boolean;
};

const FLAGS = {
  only: { type: 'string', multiple: true, default: [] as string[] },
  verbose: { type: 'boolean', default: false },
  fresh: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Reads flags.
 * @throws RunnerError 'config.invalid' with the nearest right name
 */
export function readOptions(args: string[]): Options {
  const { only, verbose, fresh, help } = parse(args);
  const wanted = only.flatMap((names) => names.split(',')).filter(Boolean);
  for (const name of wanted) {
    if (!Object.hasOwn(IMAGES, name))
      throw new RunnerError('config.invalid', `There is no image ${name} to build.`, {
        hint: suggest(name, Object.keys(IMAGES)),
      });
  }
  return {
    images: inOrder(wanted.length > 0 ? wanted : Object.keys(IMAGES)),
    isVerbose: verbose,
    isFresh: fresh,
    isHelp: help,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: FLAGS, strict: true }).values;
  } catch (cause) {
    const [, name] = /^Unknown option '(--?[^']+)'/.exec((cause as Error).message) ?? [];
    const flags = Object.keys(FLAGS).map((flag) => `--${flag}`);
    if (name) throw new RunnerError('config.invalid', `There is no option ${name}.`, { hint: suggest(name, flags), cause });
    throw new RunnerError('config.invalid', (cause as Error).message, { hint: 'See --help.', cause });
  }
}

/** What `--help` prints. */
export const HELP = `Builds the images of the Docker stack from packages, for an engine without an image registry.

npm run docker:offline                          all: ${Object.keys(IMAGES).join(', ')}
npm run docker:offline -- --only shell,echo     these and what they are built on
npm run docker:offline -- --verbose             with everything that the builds say
npm run docker:offline -- --fresh               all over again, with the newest packages

Downloads are kept in $XDG_CACHE_HOME/towpath, or ~/.cache/towpath. Then: npm start -- --stack docker --offline`;
