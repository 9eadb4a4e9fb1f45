import type { ServiceStatus, StackStatus } from '#contract/messages/stack.ts';
import type { ServiceId } from '#contract/services.ts';
import { DockerStack } from '../../runner/services/docker.ts';
import { eventually } from './eventually.ts';
import { findService } from './find-service.ts';

export type OpenStackOptions = {
  /** The services that lessons would name. */
  services: readonly ServiceId[];
  /** Variables over those of this process: which engine, where Compose is. */
  env: Record<string, string>;
  offline?: boolean;
};

/** A Docker stack as a runner has it, and all it said. */
export type OpenStack = {
  stack: DockerStack;
  /** Every status it had, without repeats. */
  said: StackStatus[];
  /** The states of a service so far, without repeats. */
  states: (id: ServiceId) => string[];
  /** Every sentence on a service so far, without repeats. */
  details: (id: ServiceId) => string[];
  status: (id: ServiceId) => ServiceStatus;
  /** The status, once `look` does not throw on it. */
  until: (look: (status: StackStatus) => void, withinMs?: number) => Promise<StackStatus>;
};

/** Engines under load take their time (ms). */
const WITHIN_MS = 60_000;

export function openStack({ services, env, offline = true }: OpenStackOptions): OpenStack {
  const said: StackStatus[] = [];
  const environment = { ...process.env, ...env } as Record<string, string>;
  const changed = (): void => {
    const status = stack.status();
    if (JSON.stringify(status) !== JSON.stringify(said.at(-1))) said.push(status);
  };
  const stack = new DockerStack({ services: services.map(findService), environment, offline, changed });
  const statusOf = (id: ServiceId, { services: all } = stack.status()): ServiceStatus => {
    const status = all.find(({ service }) => service === id);
    if (!status) throw new Error(`The stack shows no ${id}.`);
    return status;
  };
  const distinct = (words: string[]): string[] => words.filter((word, index) => word !== words[index - 1]);
  return {
    stack,
    said,
    status: (id) => statusOf(id),
    states: (id) => distinct(said.map((status) => statusOf(id, status).state)),
    details: (id) => distinct(said.flatMap((status) => statusOf(id, status).detail ?? [])),
    until: async (look, withinMs = WITHIN_MS) => {
      await eventually(() => look(stack.status()), { withinMs });
      return stack.status();
    },
  };
}
