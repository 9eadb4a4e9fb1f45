import { causeOf } from './cause.ts';

/** What went wrong with a statement, in Flink's words. */
export class SqlFailure extends Error {}

/** A part of a statement's results. */
export type Page = {
  resultType: 'PAYLOAD' | 'EOS' | 'NOT_READY';
  isQueryResult?: boolean;
  jobID?: string;
  results?: {
    columns: { name: string; logicalType: { type: string } }[];
    data: { kind: string; fields: unknown[] }[];
  };
  nextResultUri?: string;
};

/**
 * Jobs of queries end with their first failure, so that a learner sees it; the cluster would start them again for ever. And
 * their name is their own: that of a job which the session was given is for the job.
 */
const querySettings = (name: string) => ({ 'restart-strategy.type': 'none', 'pipeline.name': name });

/** Flink's SQL gateway, over its REST API: sessions, and statements that run in them. */
export class Gateway {
  readonly #origin: string;

  /** `origin`: where its REST API is: `http://127.0.0.1:8093`. */
  constructor(origin: string) {
    this.#origin = origin;
  }

  async openSession(name: string): Promise<string> {
    const { sessionHandle } = await this.#post<{ sessionHandle: string }>('/v2/sessions', { sessionName: name });
    return sessionHandle;
  }

  /** Whether the gateway still has a session. */
  async hasSession(session: string): Promise<boolean> {
    const response = await this.#send(`/v2/sessions/${session}/heartbeat`, { method: 'POST', body: '{}' });
    await response.body?.cancel();
    return response.ok;
  }

  /** Hands a statement over; `name` is for the job of a query. Returns the handle of what it does. */
  async submit(session: string, statement: string, name: string): Promise<string> {
    const executionConfig = /^(?:SELECT|WITH|VALUES|TABLE|\()/i.test(statement) ? querySettings(name) : {};
    const path = `/v2/sessions/${session}/statements`;
    return (await this.#post<{ operationHandle: string }>(path, { statement, executionConfig })).operationHandle;
  }

  /** The results at an address; without one, the first of a statement. @throws SqlFailure when the statement failed */
  async results(session: string, operation: string, uri: string | undefined): Promise<Page> {
    return await this.#read<Page>(
      await this.#send(uri ?? `/v2/sessions/${session}/operations/${operation}/result/0?rowFormat=JSON`, {}),
    );
  }

  /** Ends what a statement does, with the job of a query; what it wrote is forgotten. One that is gone is no mistake. */
  async close(session: string, operation: string): Promise<void> {
    const response = await this.#send(`/v2/sessions/${session}/operations/${operation}/close`, { method: 'DELETE' });
    await response.body?.cancel();
  }

  async #post<Body>(path: string, body: unknown): Promise<Body> {
    return await this.#read<Body>(await this.#send(path, { method: 'POST', body: JSON.stringify(body) }));
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    try {
      return await fetch(this.#origin + path, { headers, ...init });
    } catch (cause) {
      throw new SqlFailure('Flink’s SQL gateway does not answer. Look at Flink in the Services panel.', { cause });
    }
  }

  async #read<Body>(response: Response): Promise<Body> {
    const text = await response.text();
    if (response.ok) return parse(text) as Body;
    const { errors = [] } = (text.startsWith('{') ? JSON.parse(text) : {}) as { errors?: string[] };
    throw new SqlFailure(causeOf(errors.at(-1) ?? text));
  }
}

/** JSON in which numbers are the text that they were: a BIGINT has more digits than a number of JavaScript. */
function parse(text: string): unknown {
  return JSON.parse(text, (_, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && context?.source !== undefined && !Number.isSafeInteger(value)
      ? new Digits(context.source)
      : value,
  );
}

/** A number as it was written. */
export class Digits {
  readonly #source: string;
  constructor(source: string) {
    this.#source = source;
  }
  toString(): string {
    return this.#source;
  }
  toJSON(): string {
    return this.#source;
  }
}
