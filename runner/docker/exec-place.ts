import type Docker from 'dockerode';
import type { ServiceId } from '#contract/services.ts';
import { isGone, isLate } from './docker-fault.ts';
import type { Engine } from './engine.ts';

/** Where the learner's files are in the container of the shell, and who runs blocks there. */
export const WORKSPACE = '/workspace';
export const LEARNER = 'learner';

/** What programs need of the Docker stack. */
export type Containers = {
  /** The engine that answered last; undefined when none does. */
  engine: () => Engine | undefined;
  /**
   * The id of the container that runs for a service: of several, the first one in the compose file.
   * @throws RunnerError 'service.stopped' | 'service.starting' | 'docker.unavailable' when there is none
   */
  containerOf: (service: ServiceId | 'shell') => Promise<string>;
};

/** Where a program runs: a container, as one of its users, with what is added to its environment. */
export type ExecPlace = {
  docker: Docker;
  /** Its id. */
  container: string;
  /** As it is called in a sentence: `the shell`, `RabbitMQ`. */
  name: string;
  /** The user; undefined is the image's own. */
  user: string | undefined;
  /** `NAME=value` each. */
  env: readonly string[];
};

/**
 * Why an order to the engine failed. `container`: it is gone or does not run. `engine`: it is not there any more. `late`:
 * it did not answer in time, and may have heard the order or not.
 */
export type Gone = 'container' | 'engine' | 'late';

/** What an error of the engine's client means; undefined when it is something else. */
export function whatIsGone(error: unknown): Gone | undefined {
  if (isLate(error)) return 'late';
  const { statusCode } = error as { statusCode?: number };
  if (statusCode === 404 || statusCode === 409) return 'container';
  return isGone(error) ? 'engine' : undefined;
}
