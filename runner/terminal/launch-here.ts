import type { Launch } from './launch.ts';
import { Pty } from './pty.ts';

/** Bash as blocks get it: `-e -o pipefail`, so that the first command that fails is the one the learner sees. */
export const bashArguments = (text: string | undefined): string[] =>
  text === undefined ? ['--noprofile', '--norc', '-i'] : ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', text];

/** Programs on the learner's own machine, as the embedded stack runs them. */
export function launchHere({ dirOf, env }: { dirOf: (track: string) => string; env: Record<string, string> }): Launch {
  return ({ text, track, in: _service, ...rest }) =>
    new Pty({ file: 'bash', args: bashArguments(text), cwd: dirOf(track), env, ...rest });
}
