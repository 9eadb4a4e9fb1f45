import { randomUUID } from 'node:crypto';
import type { ErrorBody, ErrorCode } from '#contract/error.ts';
import { log } from './lib/log.ts';

/** An error a learner or author can act on. `message` says what happened, `hint` the next thing to try. */
export class RunnerError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'RunnerError';
    this.code = code;
    this.hint = options.hint;
  }
}

/** An error as it travels to the page. What is not a RunnerError is logged in full and sent as a reference only. */
export function toErrorBody(error: unknown): ErrorBody {
  if (error instanceof RunnerError) return { code: error.code, message: error.message, ...(error.hint && { hint: error.hint }) };
  const unwritable = diskError(error);
  if (unwritable) return toErrorBody(unwritable);
  const reference = randomUUID().slice(0, 8);
  log.error({ err: error, reference }, 'a mistake of ours');
  return {
    code: 'internal',
    message: 'Something went wrong inside the runner.',
    hint: `The runner’s log says more under ${reference}.`,
    reference,
  };
}

/** What the system says when a disk takes nothing more, in words. */
const DISK_WORDS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EFBIG: 'a file would grow larger than allowed',
  EROFS: 'the disk is read-only',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EIO: 'the disk reports a fault',
};

/** Why something could not be kept, for the learner; undefined when the error is not one of writing. */
export function diskError(error: unknown): RunnerError | undefined {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  const words = DISK_WORDS[code ?? ''];
  // A program that may not be run, or a port that may not be opened, says EACCES too.
  if (!words || !['open', 'write', 'mkdir', 'rename', 'fsync', 'copyfile', 'cp', 'rm', 'unlink'].includes(syscall ?? ''))
    return undefined;
  return new RunnerError('data.unwritable', `This could not be kept in the data directory: ${words}.`, {
    hint: 'Free some space or give yourself the right to write there, then try again.',
    cause: error,
  });
}
