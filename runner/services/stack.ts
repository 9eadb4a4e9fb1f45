import type { StackId } from '#contract/ids.ts';
import type { PreflightLine, ServiceState, StackStatus } from '#contract/messages/stack.ts';
import type { ServiceId } from '#contract/services.ts';

/** A host and a port. */
export type Address = { hostname: string; port: number };

/** Is this machine ready? `ready`: no line is `missing`. `download`: what a first start fetches or builds, when anything. */
export type Preflight = { ready: boolean; lines: PreflightLine[]; download?: string };

/**
 * The services of one stack, driven: the embedded ones in a process of ours, or the real ones in containers. Orders are
 * carried out one after the other; what ends by itself is said in `status()`.
 */
export type Stack = {
  readonly id: StackId;
  /** The process of the services, where they have one of their own on this machine. */
  readonly pid: number | undefined;
  status: () => StackStatus;
  /**
   * Starts one service and what it needs, or all. `after`: not before this has ended, and only if it ends with true;
   * meanwhile they are `starting`.
   * @throws RunnerError 'service.failed' | 'service.unknown' | 'docker.unavailable' | 'docker.failed'
   */
  start: (service?: ServiceId, options?: { after?: Promise<boolean> }) => Promise<void>;
  /** Stops one service or all; what they hold on disk stays. */
  stop: (service?: ServiceId) => Promise<void>;
  /** Stops one service or all, removes their data and starts them again. */
  reset: (service?: ServiceId) => Promise<void>;
  /** The newest lines of a service's log. */
  logs: (service: ServiceId) => string[];
  /**
   * The address on this machine of an address in the stack's network; undefined when its host is no service of ours.
   * @throws RunnerError 'service.stopped' | 'service.starting' when the service is not ready, 'service.unknown' for a port it does not have
   */
  resolve: (address: Address) => Address | undefined;
  /** How the shell is that blocks without `in=` run in. */
  shell: () => ServiceState;
  /** The other stack is used from now on: stops everything, also the shell; what they hold on disk stays. */
  leave: () => Promise<void>;
  /** Looks whether this machine is ready for the stack; starts nothing. `freed`: ports that the stack in use gives back. */
  preflight: (freed?: readonly number[]) => Promise<Preflight>;
  /** Ends everything, with what was acknowledged on disk. */
  close: () => Promise<void>;
};
