import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** An answer that says no, as Grafana writes it. */
export class Refusal extends Error {
  readonly status: ContentfulStatusCode;
  readonly body: Record<string, unknown>;

  constructor(status: ContentfulStatusCode, body: Record<string, unknown> & { message: string }) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

/** Most of Grafana's refusals have nothing but a message. */
export const refuse = (status: ContentfulStatusCode, message: string): Refusal => new Refusal(status, { message });

/** Those of its newer parts say by what they are known, too. */
export const refuseAs = (status: ContentfulStatusCode, messageId: string, message: string): Refusal =>
  new Refusal(status, { message, messageId, statusCode: status, traceID: '' });

/** For what Grafana has and this slice of it lacks. */
export const notHere = (what: string): Refusal =>
  refuse(400, `The embedded Grafana has no ${what}. Grafana itself has: switch to the Docker stack.`);
