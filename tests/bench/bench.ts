import type { StackStatus } from '#contract/messages/stack.ts';
import type { RunnerClient } from '../support/runner-client.ts';
import type { StartedRunner } from '../support/start-runner.ts';

/** What the rows measure with: one runner, a connection to it, and the lesson that blocks are run in. */
export type Bench = {
  runner: StartedRunner;
  client: RunnerClient;
  stack: StackStatus;
};

/** The lesson with the first real blocks; every row that needs one uses it. */
export const LESSON = 'event-enrichment/a-queue-to-receive-events';
