import { RunnerError } from '../errors.ts';
import type { Compose } from './compose.ts';
import type { ComposeContainer } from './compose-file.ts';
import { findNetwork, isHealthy, removeContainer, stopContainer } from './containers.ts';
import { DockerFault, dockerFault, errorWords, inText } from './docker-fault.ts';
import type { Engine } from './engine.ts';
import { howItEnded } from './how-it-ended.ts';
import { ensureImage } from './images.ts';
import type { StackView } from './stack-view.ts';
import type { StartStep } from './start-words.ts';
import type { Unit } from './units.ts';

/** How often a port may turn out to be taken after all. */
const MAX_PORT_TRIES = 4;

export type StartRunOptions = {
  engine: Engine;
  compose: Compose;
  view: StackView;
  offline: boolean;
  units: ReadonlyMap<string, Unit>;
  /** Aborted when the start of a unit is given up: by an order, or as the engine is gone. */
  signalOf: (unit: Unit) => AbortSignal;
  /** What a container is at; undefined when it is ready. */
  onStep: (unit: Unit, container: string, step: StartStep | undefined) => void;
  /** Chooses the ports of a container that does not run. `avoid`: they look free and are not to be had. */
  choosePorts: (unit: Unit, container: ComposeContainer, avoid: ReadonlySet<number>) => Promise<void>;
  /** Asks the engine for its containers. */
  look: () => Promise<void>;
  /** The kernel has ended a program of this container for its memory. */
  sawOom: (id: string) => boolean;
};

/**
 * One order to start: every container is started once, after those it needs are healthy; images are seen to at once and
 * beside each other. What runs and is healthy is left as it is.
 */
export class StartRun {
  #options: StartRunOptions;
  #started = new Map<string, Promise<void>>();
  #network: Promise<string | undefined> | undefined;

  constructor(options: StartRunOptions) {
    this.#options = options;
  }

  /** Starts all containers of a unit. @throws RunnerError what went wrong first, when all of them have come to an end */
  async unit(unit: Unit): Promise<void> {
    const results = await Promise.allSettled(unit.containers.map((container) => this.#container(unit, container)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  #container(unit: Unit, container: ComposeContainer): Promise<void> {
    const known = this.#started.get(container.name);
    if (known) return known;
    const started = this.#start(unit, container);
    this.#started.set(container.name, started);
    return started;
  }

  async #start(unit: Unit, container: ComposeContainer): Promise<void> {
    const { view, onStep } = this.#options;
    const { name } = container;
    const found = view.get(name);
    if (isHealthy(found) && found?.network) return;
    if (!found?.isRunning || found.health === 'unhealthy' || !found.network) {
      await this.#options.compose.find();
      await this.#image(unit, container);
      await this.#needs(unit, container);
      onStep(unit, name, { step: 'creating' });
      await this.#makeWay(unit, container);
      await this.#up(unit, container);
    }
    onStep(unit, name, { step: 'waiting' });
    await this.#untilHealthy(unit, container);
    onStep(unit, name, undefined);
  }

  async #image(unit: Unit, container: ComposeContainer): Promise<void> {
    const { engine, compose, offline, signalOf, onStep } = this.#options;
    const step = container.base === undefined ? 'pulling' : 'building';
    await ensureImage({
      docker: engine.docker,
      compose,
      container,
      offline,
      title: unit.record.title,
      signal: signalOf(unit),
      onProgress: (progress) =>
        onStep(unit, container.name, {
          step,
          ...(progress.bytes && { bytes: progress.bytes }),
          ...(progress.step && { build: progress.step }),
        }),
    });
  }

  async #needs(unit: Unit, { name, needs }: ComposeContainer): Promise<void> {
    const { units, onStep } = this.#options;
    const needed = [...units.values()].flatMap((other) =>
      other.containers.flatMap((container) => (needs.includes(container.name) ? [{ other, container }] : [])),
    );
    const titles = [...new Set(needed.map(({ other }) => inText(other.record.title)))].filter(
      (title) => title !== inText(unit.record.title),
    );
    if (titles.length > 0) onStep(unit, name, { step: 'waiting', needs: titles });
    for (const { other, container } of needed) {
      try {
        await this.#container(other, container);
      } catch (cause) {
        if (other === unit || (cause instanceof DockerFault && cause.kind === 'gone')) throw cause;
        throw new RunnerError(
          'service.failed',
          `${unit.record.title} needs ${inText(other.record.title)}, which did not start.`,
          {
            hint: `See to ${inText(other.record.title)} first, then start ${unit.record.title} again.`,
            cause,
          },
        );
      }
    }
  }

  /** A container that hangs is ended; one whose network is gone cannot start and is made anew. */
  async #makeWay(unit: Unit, { name }: ComposeContainer): Promise<void> {
    const { engine, view, look } = this.#options;
    const found = view.get(name);
    if (!found) return;
    try {
      if (found.isRunning) await stopContainer(engine.docker, found.id);
      this.#network ??= findNetwork(engine.docker);
      const network = await this.#network;
      if (found.network === undefined || found.network !== network) await removeContainer(engine.docker, found.id);
      await look();
    } catch (error) {
      throw dockerFault(error, `${unit.record.title} could not be started`);
    }
  }

  /** Again with other ports, when somebody took one between our look and the engine's own. */
  async #up(unit: Unit, container: ComposeContainer): Promise<void> {
    const { compose, signalOf, choosePorts, look } = this.#options;
    const avoid = new Set<number>();
    for (let tries = 1; ; tries++) {
      signalOf(unit).throwIfAborted();
      await choosePorts(unit, container, avoid);
      try {
        await compose.up(container.name);
        break;
      } catch (error) {
        const fault = dockerFault(error, `${unit.record.title} could not be started`);
        if (!(fault instanceof DockerFault) || fault.kind !== 'port' || tries >= MAX_PORT_TRIES) throw fault;
        const words = errorWords(error);
        const chosen = container.ports.map((port) => unit.record.ports[port.name] ?? port.usual);
        const named = chosen.filter((port) => words.includes(`:${port}`));
        for (const port of named.length > 0 ? named : chosen) avoid.add(port);
      }
    }
    await look();
  }

  async #untilHealthy(unit: Unit, container: ComposeContainer): Promise<void> {
    const { view, signalOf } = this.#options;
    const { title } = unit.record;
    const signal = signalOf(unit);
    for (;;) {
      const found = view.get(container.name);
      if (isHealthy(found)) return;
      if (!found?.isRunning) {
        signal.throwIfAborted();
        const ended = await this.#ended(unit, container);
        if (ended) throw ended;
      }
      if (found?.health === 'unhealthy') {
        throw new RunnerError('service.failed', `${title} did not start: it runs, but its health check fails.`, {
          hint: 'Look at its log, then start it again.',
        });
      }
      await view.next(signal);
    }
  }

  /** Undefined when it runs: what we saw was from before it did. */
  async #ended({ record }: Unit, { name, memoryLimitBytes }: ComposeContainer): Promise<RunnerError | undefined> {
    const { engine, view, sawOom } = this.#options;
    const id = view.get(name)?.id;
    if (!id) {
      return new RunnerError('service.failed', `${record.title} did not start: its container was removed.`, {
        hint: 'Start it again.',
      });
    }
    try {
      const end = await howItEnded(engine.docker, { id, memoryLimitBytes, sawOom: sawOom(id) });
      return end && new RunnerError('service.failed', `${record.title} did not start: it ${end.how}.`, { hint: end.hint });
    } catch (error) {
      return dockerFault(error, `${record.title} did not start`);
    }
  }
}
