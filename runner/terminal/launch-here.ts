import { join } from 'node:path';
import { bashArguments } from './bash.ts';
import type { Command, Launch } from './launch.ts';
import { launchProgram } from './launch-program.ts';
import { Pty } from './pty.ts';

const NODE = join(import.meta.dirname, '../shell/bin/node');

/** Programs on the learner's own machine, as the embedded stack runs them. */
export function launchHere({ dirOf, env }: { dirOf: (track: string) => string; env: () => Record<string, string> }): Launch {
  return ({ command, track, in: _service, ...rest }) =>
    command.kind === 'program'
      ? launchProgram(command, rest)
      : new Pty({ ...words(command), hangsUp: command.kind !== 'node', cwd: dirOf(track), env: env(), ...rest });
}

/** Node is the one that shells find, too. */
function words(command: Exclude<Command, { kind: 'program' }>): { file: string; args: string[] } {
  if (command.kind === 'node') return { file: NODE, args: [command.file] };
  return { file: 'bash', args: bashArguments(command) };
}
