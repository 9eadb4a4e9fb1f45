import { bashArguments } from './bash.ts';
import type { Launch } from './launch.ts';
import { launchProgram } from './launch-program.ts';
import { Pty } from './pty.ts';

/** Programs on the learner's own machine, as the embedded stack runs them. */
export function launchHere({ dirOf, env }: { dirOf: (track: string) => string; env: () => Record<string, string> }): Launch {
  return ({ command, track, in: _service, ...rest }) =>
    command.kind === 'program'
      ? launchProgram(command, rest)
      : new Pty({ file: 'bash', args: bashArguments(command), cwd: dirOf(track), env: env(), ...rest });
}
