import { RunnerError } from '../../errors.ts';
import type { LookContext } from '../../pipeline/define-observer.ts';
import { GrafanaClient, GrafanaRefusal } from './grafana-client.ts';

/**
 * One look at the Grafana of the stack in use.
 * @throws RunnerError 'service.failed' when it refuses or does not answer, and what `context.resolve` throws
 */
export async function askGrafana<Value>(context: LookContext, look: (client: GrafanaClient) => Promise<Value>): Promise<Value> {
  const { origin } = new URL(context.resolve('http://grafana:3000/'));
  try {
    return await look(new GrafanaClient(origin, context.signal));
  } catch (cause) {
    context.signal.throwIfAborted();
    if (cause instanceof GrafanaRefusal)
      throw new RunnerError('service.failed', `Grafana refuses to look: ${cause.message}`, {
        hint: 'Checks sign in as admin with the password admin: put that back if you changed it.',
        cause,
      });
    throw new RunnerError('service.failed', 'Grafana does not answer.', {
      hint: 'Look at its log in the Services panel, or restart it there.',
      cause,
    });
  }
}
