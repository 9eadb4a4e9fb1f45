/** An error as AMQP names it; `explanation` is RabbitMQ's own sentence. */
export class AmqpError extends Error {
  readonly kind: keyof typeof CODES;
  readonly explanation: string;

  constructor(kind: keyof typeof CODES, explanation: string) {
    super(explanation);
    this.name = 'AmqpError';
    this.kind = kind;
    this.explanation = explanation;
  }

  /** `NOT_FOUND - no queue 'a' in vhost '/'`, as a channel says it. */
  get sentence(): string {
    return `${this.kind.toUpperCase()} - ${this.explanation}`;
  }

  get code(): number {
    return CODES[this.kind];
  }
}

const CODES = { access_refused: 403, not_found: 404, precondition_failed: 406, resource_error: 506, not_implemented: 540 };

/** An answer that ends a request early: RabbitMQ's `{"error": …, "reason": …}`. */
export class Refusal extends Error {
  readonly status: number;
  readonly error: string;
  readonly reason: unknown;
  readonly headers: Record<string, string>;

  constructor(status: number, body: { error: string; reason: unknown }, headers: Record<string, string> = {}) {
    super(body.error);
    this.name = 'Refusal';
    this.status = status;
    this.error = body.error;
    this.reason = body.reason;
    this.headers = headers;
  }
}

/** Where RabbitMQ's own handler crashes, it answers 500 without a body; so do we. */
export class Crash extends Error {}

/** What the embedded broker has not got, in the words every refusal uses. */
export function notHere(what: string): string {
  return `${what} is not supported by the embedded broker. The Docker stack has it.`;
}

export function badRequest(reason: unknown): Refusal {
  return new Refusal(400, { error: 'bad_request', reason });
}

export function notAuthorised(reason: string): Refusal {
  return new Refusal(401, { error: 'not_authorised', reason });
}

export function notFound(reason: string): Refusal {
  return new Refusal(404, { error: 'not_found', reason });
}
