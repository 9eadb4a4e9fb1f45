import type { Command } from './launch.ts';

/** What bash runs. */
export type BashCommand = Extract<Command, { kind: 'shell' | 'bash' }>;

/**
 * After the text of a block. Bash becomes its last command when nothing follows that one, not even an empty line; and a
 * program such as `cp`, which closes its outputs before it ends, looks ended then: its terminal is closed and Linux ends
 * it with SIGHUP. Bash itself closes nothing.
 */
const AFTER_TEXT = '\n\n';

/** Bash as shells and blocks get it: these with `-e -o pipefail`, so that the first command that fails is the one the learner sees. */
export const bashArguments = (command: BashCommand): string[] =>
  command.kind === 'shell'
    ? ['--noprofile', '--norc', '-i']
    : ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', `${command.text}${AFTER_TEXT}`];

/** How long a command's longest argument is, with its end (bytes). */
export function argumentBytes(command: Command): number {
  if (command.kind === 'shell' || command.kind === 'node') return 0;
  return Buffer.byteLength(command.kind === 'bash' ? `${command.text}${AFTER_TEXT}` : command.argument) + 1;
}
