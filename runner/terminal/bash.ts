/**
 * After the text of a block. Bash becomes its last command when nothing follows that one, not even an empty line; and a
 * program such as `cp`, which closes its outputs before it ends, looks ended then: its terminal is closed and Linux ends
 * it with SIGHUP. Bash itself closes nothing.
 */
const AFTER_TEXT = '\n\n';

/** Bash as blocks get it: `-e -o pipefail`, so that the first command that fails is the one the learner sees. */
export const bashArguments = (text: string | undefined): string[] =>
  text === undefined
    ? ['--noprofile', '--norc', '-i']
    : ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', `${text}${AFTER_TEXT}`];

/** How long the text of a block is as an argument of bash, with its end (bytes). */
export const argumentBytes = (text: string): number => Buffer.byteLength(`${text}${AFTER_TEXT}`) + 1;
