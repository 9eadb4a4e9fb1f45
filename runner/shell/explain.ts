import { RunnerError } from '../errors.ts';
import { log } from '../lib/log.ts';

/** What a block is told of an error: message and hint. What is no RunnerError is a mistake of ours, and logged. */
export function explain(error: unknown): string {
  if (error instanceof RunnerError) return [error.message, error.hint].filter(Boolean).join(' ');
  log.error({ err: error }, 'shell proxy');
  return 'The proxy failed.';
}
