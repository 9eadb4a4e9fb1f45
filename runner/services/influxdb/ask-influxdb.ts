import { RunnerError } from '../../errors.ts';
import type { LookContext } from '../../pipeline/define-observer.ts';
import { InfluxClient, InfluxRefusal } from './client.ts';

/**
 * One look at the InfluxDB of the stack in use.
 * @throws RunnerError 'service.failed' when it refuses or does not answer, and what `context.resolve` throws
 */
export async function askInfluxdb<Value>(context: LookContext, look: (client: InfluxClient) => Promise<Value>): Promise<Value> {
  const { origin } = new URL(context.resolve('http://influxdb:8086/'));
  try {
    return await look(new InfluxClient(origin, context.signal));
  } catch (cause) {
    context.signal.throwIfAborted();
    if (cause instanceof InfluxRefusal)
      throw new RunnerError('service.failed', `InfluxDB refuses to look: ${cause.message}`, {
        hint: 'When the words are about a condition, mend `where` of the check.',
        cause,
      });
    throw new RunnerError('service.failed', 'InfluxDB does not answer.', {
      hint: 'Look at its log in the Services panel, or restart it there.',
      cause,
    });
  }
}
