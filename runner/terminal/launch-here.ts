import { bashArguments } from './bash.ts';
import type { Launch } from './launch.ts';
import { Pty } from './pty.ts';

/** Programs on the learner's own machine, as the embedded stack runs them. */
export function launchHere({ dirOf, env }: { dirOf: (track: string) => string; env: () => Record<string, string> }): Launch {
  return ({ text, track, in: _service, ...rest }) =>
    new Pty({ file: 'bash', args: bashArguments(text), cwd: dirOf(track), env: env(), ...rest });
}
