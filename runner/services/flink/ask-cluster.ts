import { RunnerError } from '../../errors.ts';
import type { LookContext } from '../../pipeline/define-observer.ts';
import { Cluster } from './cluster.ts';

/**
 * One look at the cluster of the stack in use.
 * @throws RunnerError 'service.failed' when Flink does not answer, and what `context.resolve` throws
 */
export async function askCluster<Value>(context: LookContext, look: (cluster: Cluster) => Promise<Value>): Promise<Value> {
  const { origin } = new URL(context.resolve('http://flink-jobmanager:8081/'));
  try {
    return await look(new Cluster(origin, context.signal));
  } catch (cause) {
    context.signal.throwIfAborted();
    throw new RunnerError('service.failed', 'Flink’s job manager does not answer.', {
      hint: 'Look at its log in the Services panel, or restart it there.',
      cause,
    });
  }
}
