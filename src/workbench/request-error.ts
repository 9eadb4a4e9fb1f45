import type { ErrorBody, ErrorCode } from '#contract/error.ts';

/** A request the runner refused, or that was never answered because the connection went (`gone`). */
export class RequestError extends Error {
  readonly code: ErrorCode | 'gone';
  readonly hint: string | undefined;

  constructor(body: Omit<ErrorBody, 'code'> & { code: ErrorCode | 'gone' }) {
    super(body.reference ? `${body.message} (${body.reference})` : body.message);
    this.name = 'RequestError';
    this.code = body.code;
    this.hint = body.hint;
  }

  /** What happened and what to do next, in one line. */
  get sentence(): string {
    return this.hint ? `${this.message} ${this.hint}` : this.message;
  }
}
