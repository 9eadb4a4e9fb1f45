import type { StackStatus } from '#contract/messages/stack.ts';
import type { RunnerMessageOf } from '#contract/runner-message.ts';
import type { RunnerClient } from '../support/runner-client.ts';

/**
 * The stack when it is ready: a runner answers before that.
 * @throws Error with the stack's own words when it failed.
 */
export async function readyStack(client: RunnerClient, welcome: RunnerMessageOf<'session.welcome'>): Promise<StackStatus> {
  const ready = Promise.withResolvers<StackStatus>();
  const look = (status: StackStatus) => {
    // The time comes last: before that, services are still to be started.
    if (status.state === 'ready' && status.readyMs !== undefined) ready.resolve(status);
    if (status.state === 'failed') ready.reject(new Error(status.detail ?? 'The stack failed.'));
  };
  const forget = client.on('stack.state', ({ status }) => look(status));
  look(welcome.stack);
  try {
    return await ready.promise;
  } finally {
    forget();
  }
}
