import { RunnerError, toErrorBody } from '../errors.ts';
import { chooseHostPorts, portsOf } from './choose-host-ports.ts';
import type { Compose } from './compose.ts';
import type { UnitId } from './compose-file.ts';
import { DockerFault, isGone } from './docker-fault.ts';
import type { Engine } from './engine.ts';
import type { Recovery } from './recovery.ts';
import type { StackWatch } from './stack-watch.ts';
import { StartRun } from './start-run.ts';
import { type StartStep, startWords } from './start-words.ts';
import type { Unit } from './units.ts';

/** What moves a bar is said at most this often (ms). */
const PROGRESS_EVERY_MS = 250;

export type UnitStartsOptions = {
  units: ReadonlyMap<UnitId, Unit>;
  watch: StackWatch;
  compose: Compose;
  recovery: Recovery;
  /** Images are here or cannot be had. */
  offline: boolean;
  /** A state changed. */
  changed: () => void;
  /** What is to be said of the whole stack. */
  say: (detail: string, hint: string | undefined) => void;
};

/** Starts units, shows how far they are, and gives a start up when its unit is no longer wanted. */
export class UnitStarts {
  #options: UnitStartsOptions;
  #givenUp = new Map<Unit, AbortController>();
  #steps = new Map<Unit, Map<string, StartStep>>();
  #soon: NodeJS.Timeout | undefined;

  constructor(options: UnitStartsOptions) {
    this.#options = options;
  }

  /** Units are about to be started; from now on their start can be given up. */
  expect(units: readonly Unit[]): void {
    for (const unit of units) {
      unit.record.wanted = true;
      this.#givenUp.set(unit, new AbortController());
      if (['stopped', 'failed'].includes(unit.record.state)) unit.record.set('starting');
    }
  }

  /** Starts units that were expected, beside each other. @throws what failed first, after all have come to an end */
  async start(units: readonly Unit[], engine: Engine): Promise<void> {
    const moved = new Map<Unit, string[]>();
    const run = this.#run(engine, moved);
    const results = await Promise.allSettled(units.map((unit) => this.#startUnit(unit, { run, moved })));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** Starts under way are given up. */
  giveUp(units: Iterable<Unit>): void {
    for (const unit of units) {
      const words = `${unit.record.title} was stopped while it was starting.`;
      this.#givenUp.get(unit)?.abort(new RunnerError('service.stopped', words));
    }
  }

  /** What was to be said soon is said now, or no more. */
  quiet(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
  }

  #run(engine: Engine, moved: Map<Unit, string[]>): StartRun {
    const { compose, watch, offline, units } = this.#options;
    return new StartRun({
      engine,
      compose,
      view: watch.view,
      offline,
      units,
      signalOf: (unit) => AbortSignal.any([watch.link.gone, ...(this.#givenUpBy(unit) ?? [])]),
      onStep: (unit, container, step) => this.#step(unit, container, step),
      choosePorts: async (unit, container, avoid) => {
        const words = await chooseHostPorts({ docker: engine.docker, unit, container, avoid });
        moved.set(unit, [...new Set([...(moved.get(unit) ?? []), ...words])]);
      },
      look: () => watch.look(),
      sawOom: (id) => watch.sawOom(id),
    });
  }

  #givenUpBy(unit: Unit): AbortSignal[] | undefined {
    const controller = this.#givenUp.get(unit);
    return controller && [controller.signal];
  }

  async #startUnit(unit: Unit, { run, moved }: { run: StartRun; moved: Map<Unit, string[]> }): Promise<void> {
    const { record } = unit;
    const before = performance.now();
    try {
      await run.unit(unit);
      this.#options.recovery.forget(unit);
      record.ports = { ...record.ports, ...portsOf(unit, this.#options.watch.view) };
      if (record.state === 'ready') return;
      record.readyMs = Math.round(performance.now() - before);
      const words = moved.get(unit)?.join(' ');
      record.set('ready', words ? { detail: words } : {});
    } catch (error) {
      this.#failed(unit, error);
      throw error;
    } finally {
      this.#steps.delete(unit);
      this.#options.changed();
    }
  }

  #failed(unit: Unit, error: unknown): void {
    if (isGone(error) || this.#givenUp.get(unit)?.signal.aborted) {
      unit.record.set('stopped');
      return;
    }
    const { message, hint } = toErrorBody(error);
    unit.record.set('failed', { detail: message, ...(hint && { hint }) });
    if (error instanceof DockerFault && error.kind === 'compose') this.#options.say(message, hint);
    void this.#options.recovery.failed(unit, error);
  }

  #step(unit: Unit, container: string, step: StartStep | undefined): void {
    const steps = this.#steps.get(unit) ?? new Map<string, StartStep>();
    this.#steps.set(unit, steps);
    if (step) steps.set(container, step);
    else steps.delete(container);
    if (steps.size === 0) return;
    unit.record.set('starting', startWords([...steps.values()]));
    if (step?.bytes) this.#soon ??= setTimeout(() => this.#options.changed(), PROGRESS_EVERY_MS).unref();
    else this.#options.changed();
  }
}
