import type { ServiceState, StackStatus } from '#contract/messages/stack.ts';
import { suggest } from '#contract/nearest.ts';
import type { ServiceId } from '#contract/services.ts';
import { portVariables } from '../docker/choose-host-ports.ts';
import { Compose } from '../docker/compose.ts';
import { type ComposeProject, DOCKER_DIR, readComposeFile, type UnitId } from '../docker/compose-file.ts';
import { dockerPreflight } from '../docker/docker-preflight.ts';
import type { Engine } from '../docker/engine.ts';
import { HeldUnits } from '../docker/held-units.ts';
import { observeUnit } from '../docker/observe-unit.ts';
import { Recovery } from '../docker/recovery.ts';
import { shellWords, stackState } from '../docker/stack-state.ts';
import { StackWatch } from '../docker/stack-watch.ts';
import { UnitEnds } from '../docker/unit-ends.ts';
import { UnitStarts } from '../docker/unit-starts.ts';
import { makeUnits, type Unit, withNeeds } from '../docker/units.ts';
import { RunnerError } from '../errors.ts';
import { log } from '../lib/log.ts';
import { Turns } from '../lib/turns.ts';
import { addressHere } from './address-here.ts';
import type { Service } from './define-service.ts';
import type { Address, Preflight, Stack } from './stack.ts';

export type DockerStackOptions = {
  /** The services that the lessons name. */
  services: readonly Service[];
  /** The learner's own environment: where Docker and Compose are. */
  environment: Record<string, string>;
  /** Images that `npm run docker:offline` built, and no image registry. */
  offline: boolean;
  /** Something in `status()` changed. */
  changed: () => void;
};

/** How long a program waits for a shell that is starting (ms). */
const SHELL_PATIENCE_MS = 15_000;
/** How long containers have to end when the runner ends (ms). */
const CLOSE_MS = 18_000;

/**
 * The real engines in containers. Orders are carried out one after the other; an order to stop gives up a start that is
 * under way. What ends by itself is started again with a sentence that says so; while the engine is away it is looked
 * for, and what was wanted is started when it is back.
 */
export class DockerStack implements Stack {
  readonly id = 'docker';
  readonly pid = undefined;
  #options: DockerStackOptions;
  #project: ComposeProject;
  #units: Map<UnitId, Unit>;
  #watch: StackWatch;
  #compose: Compose;
  #recovery: Recovery;
  #turns = new Turns();
  #starts: UnitStarts;
  #ends: UnitEnds;
  #held = new HeldUnits();
  #closed = false;
  #used = false;
  #detail: string | undefined;
  #hint: string | undefined;
  #news: PromiseWithResolvers<void> = Promise.withResolvers();
  #memoryBytes: number | undefined;
  #readyMs: number | undefined;

  constructor(options: DockerStackOptions) {
    this.#options = options;
    const { services, environment, offline } = options;
    this.#project = readComposeFile(DOCKER_DIR, { offline });
    this.#units = makeUnits(this.#project, services);
    this.#watch = new StackWatch({
      environment,
      onLook: () => this.#looked(),
      onGone: (why) => this.#engineGone(why),
      onImage: () => this.#recovery.look(),
      onLine: (container, text, at) => this.#addLine(container, text, at),
      onMemory: (used) => this.#setMemory(used),
    });
    this.#compose = new Compose({
      project: this.#project,
      environment,
      engine: () => this.engine(),
      ports: () => portVariables(this.#units.values()),
    });
    this.#recovery = new Recovery({
      watch: this.#watch,
      compose: this.#compose,
      wanted: () => [...this.#units.values()].filter(({ record }) => record.wanted),
      again: (units, words) => this.#again(units, words),
      changed: () => this.#changed(),
    });
    const parts = { units: this.#units, watch: this.#watch, recovery: this.#recovery, changed: () => this.#changed() };
    this.#starts = new UnitStarts({ ...parts, compose: this.#compose, offline, say: (detail, hint) => this.#say(detail, hint) });
    this.#ends = new UnitEnds(parts);
  }

  /** The engine, while it answers. */
  engine(): Engine | undefined {
    return this.#watch.link.engine;
  }

  /**
   * The id of the running container of a service, or of the shell; of a service with several, the first of the compose
   * file. Waits a little for a shell that is starting.
   * @throws RunnerError 'service.stopped' | 'service.starting' | 'docker.unavailable'
   */
  async containerOf(id: ServiceId | 'shell'): Promise<string> {
    const unit = this.#unit(id);
    const { record } = unit;
    if (id === 'shell' && record.state === 'starting') await this.#untilShell();
    if (!this.engine()) {
      const { detail = 'The Docker stack is not started.', hint = 'Start its services.' } = this.#recovery.outage ?? {};
      throw new RunnerError('docker.unavailable', detail, { hint });
    }
    const view = this.#watch.view.get(unit.containers[0]?.name ?? '');
    if (record.state === 'starting' || record.state === 'stopping') {
      throw new RunnerError('service.starting', `${record.title} is ${record.state}.`, { hint: 'Wait a moment and try again.' });
    }
    if (view?.isRunning) return view.id;
    throw new RunnerError('service.stopped', `${record.title} does not run.`, {
      hint: record.hint ?? 'Start the services of the Docker stack again.',
    });
  }

  /**
   * Hears at once, and whenever it changes, which container is the running shell: its id, undefined when there is none.
   * A shell that started again is heard of as gone and back, also when its id is the same. Returns how to end it.
   */
  onShell(hear: (container: string | undefined) => void): () => void {
    return this.#watch.onShell(hear);
  }

  status(): StackStatus {
    const services = this.#services().map(({ record }) => record.status());
    const { outage } = this.#recovery;
    const { detail, hint } = outage ?? shellWords(this.#unit('shell')) ?? { detail: this.#detail, hint: this.#hint };
    return {
      stack: this.id,
      state: outage ? 'failed' : stackState(this.#services(), this.#unit('shell')),
      services,
      ...(detail && { detail }),
      ...(hint && { hint }),
      ...(this.#memoryBytes !== undefined && { memoryBytes: this.#memoryBytes }),
      ...(this.#readyMs !== undefined && { readyMs: this.#readyMs }),
    };
  }

  async start(id?: ServiceId, { after }: { after?: Promise<boolean> } = {}): Promise<void> {
    const chosen = this.#withNeeds(id);
    if (after && !(await this.#waitFor(after, chosen))) return;
    await this.#turns.take(async () => {
      const before = performance.now();
      const isNews = chosen.some(({ record }) => record.state !== 'ready');
      this.#say(undefined);
      for (const unit of chosen) this.#recovery.forget(unit);
      await this.#startAll(chosen);
      // How long it takes to find that everything runs is of no interest.
      if (!id && isNews) this.#readyMs = Math.round(performance.now() - before);
      this.#changed();
    });
  }

  async stop(id?: ServiceId): Promise<void> {
    const chosen = this.#choose(id);
    this.#starts.giveUp(chosen);
    await this.#turns.take(async () => {
      this.#say(undefined);
      // The shell stays for those who use it; while the engine is away there is nothing to stay.
      if (!id && !this.engine()) this.#letGo();
      await this.#stopAll(chosen, 'stopped');
    });
  }

  async reset(id?: ServiceId): Promise<void> {
    const chosen = this.#choose(id);
    this.#starts.giveUp(chosen);
    await this.#turns.take(async () => {
      this.#say(undefined);
      // Never `stopped` in between: a block that is run meanwhile waits for the service to be back.
      this.#held.hold(chosen);
      try {
        const { docker } = await this.#connect();
        await this.#stopAll(chosen, 'starting');
        for (const unit of chosen) await this.#ends.removeData(unit, docker);
        await this.#startAll(this.#withNeeds(id));
      } finally {
        this.#held.release(chosen);
        this.#settle(chosen);
      }
    });
  }

  logs(id: ServiceId): string[] {
    return this.#unit(id).record.lines();
  }

  resolve({ hostname, port }: Address): Address | undefined {
    const unit = this.#services().find(
      ({ id, containers }) => id === hostname || containers.some(({ name, aliases }) => [name, ...aliases].includes(hostname)),
    );
    return unit && addressHere(unit.record, port);
  }

  shell(): ServiceState {
    return this.#unit('shell').record.state;
  }

  async leave(): Promise<void> {
    const units = [...this.#units.values()].filter(({ record }) => record.form.available);
    this.#starts.giveUp(units);
    await this.#turns.take(async () => {
      this.#say(undefined);
      if (!this.engine()) this.#letGo();
      await this.#stopAll(units, 'stopped');
    });
  }

  async preflight(freed: readonly number[] = []): Promise<Preflight> {
    const { environment, offline } = this.#options;
    return await dockerPreflight({ units: [...this.#units.values()], environment, offline, freed });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#starts.quiet();
    this.#recovery.close();
    this.#starts.giveUp(this.#units.values());
    const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref());
    const ended = this.#turns.take(async () => {
      const engine = this.engine();
      if (engine && this.#used) await this.#ends.stopAtOnce(engine);
    });
    await Promise.race([ended.catch((error: unknown) => log.error({ err: error }, 'ending the containers')), late]);
    this.#compose.end();
    this.#watch.close();
  }

  #services(): Unit[] {
    return [...this.#units.values()].filter(({ id }) => id !== 'shell');
  }

  #unit(id: UnitId): Unit {
    const unit = this.#units.get(id);
    if (unit) return unit;
    throw new RunnerError('service.unknown', `There is no service ${id} on the Docker stack.`, {
      hint: suggest(
        id,
        this.#services().map((known) => known.id),
      ),
    });
  }

  #choose(id: ServiceId | undefined): Unit[] {
    if (!id) return this.#services().filter(({ record }) => record.form.available);
    const unit = this.#unit(id);
    if (unit.record.form.available) return [unit];
    throw new RunnerError('stack.unavailable', `${unit.record.title} cannot be had without an image registry.`, {
      hint: 'Start the runner without --offline where images can be fetched.',
    });
  }

  /** The shell, and the chosen services, each after those it needs. */
  #withNeeds(id: ServiceId | undefined): Unit[] {
    return withNeeds([this.#unit('shell'), ...this.#choose(id)], this.#units);
  }

  /** The other stack still has the ports. Not in turn: what it waits for may need a turn here. */
  async #waitFor(after: Promise<boolean>, units: readonly Unit[]): Promise<boolean> {
    for (const { record } of units) record.set('starting', { detail: 'It starts when the other stack has stopped.' });
    this.#changed();
    const goesOn = await after;
    if (!goesOn) this.#settle(units);
    return goesOn;
  }

  /** @throws RunnerError 'docker.unavailable', which the state says too, while the engine is looked for */
  async #connect(): Promise<Engine> {
    this.#used = true;
    try {
      const engine = await this.#watch.connect();
      this.#recovery.engineBack();
      return engine;
    } catch (error) {
      this.#recovery.engineGone(error);
      throw error;
    }
  }

  async #startAll(units: readonly Unit[]): Promise<void> {
    if (this.#closed) return;
    this.#held.hold(units);
    this.#starts.expect(units);
    this.#changed();
    try {
      await this.#starts.start(units, await this.#connect());
    } catch (error) {
      this.#watch.link.suspect();
      throw error;
    } finally {
      this.#held.release(units);
      this.#settle(units);
    }
  }

  /** Stops units, each after those that need it. */
  async #stopAll(units: readonly Unit[], then: 'stopped' | 'starting'): Promise<void> {
    this.#held.hold(units);
    try {
      await this.#ends.stop(units, then);
    } finally {
      this.#held.release(units);
    }
  }

  /** The engine is away, and nobody waits for it any more. */
  #letGo(): void {
    for (const { record } of this.#units.values()) record.wanted = false;
    this.#recovery.engineBack();
  }

  async #again(units: readonly Unit[], words: string): Promise<void> {
    try {
      await this.#turns.take(async () => {
        const wanted = units.filter(({ record }) => record.wanted);
        if (wanted.length === 0) return;
        await this.#startAll(withNeeds(wanted, this.#units));
        this.#say(words, 'Verify says what is missing; run those blocks again.');
        this.#changed();
      });
    } catch (error) {
      log.warn({ err: error }, 'starting again failed'); // The state of the service says it to the learner.
    }
  }

  /** Whatever happened, no service is left as if it were still starting: blocks would wait for it for ever. */
  #settle(units: readonly Unit[]): void {
    for (const { record } of units) if (record.state === 'starting') record.set('stopped');
    this.#changed();
  }

  /** What happens without an order: what runs is shown, and what ended is seen to. */
  #looked(): void {
    const { view } = this.#watch;
    let isNews = false;
    for (const unit of this.#units.values()) {
      if (this.#held.has(unit) || this.#closed || !unit.record.form.available) continue;
      const before = unit.record.state;
      const ended = observeUnit(unit, view);
      isNews ||= unit.record.state !== before;
      if (!ended) continue;
      this.#held.hold([unit]);
      void this.#recovery.unitEnded(unit, ended).finally(() => this.#held.release([unit]));
    }
    if (isNews) this.#changed();
  }

  #engineGone(why: RunnerError): void {
    this.#compose.end();
    this.#memoryBytes = undefined;
    const units = [...this.#units.values()];
    // One in the hands of an order is seen to by it.
    for (const unit of units) if (!this.#held.has(unit)) unit.record.set('stopped');
    if (!this.#closed) this.#recovery.engineEnded(why);
    this.#changed();
  }

  async #untilShell(): Promise<void> {
    const deadline = Date.now() + SHELL_PATIENCE_MS;
    const { record } = this.#unit('shell');
    while (record.state === 'starting' && Date.now() < deadline) {
      const late = new Promise<void>((resolve) => setTimeout(resolve, deadline - Date.now()).unref());
      await Promise.race([this.#news.promise, late]);
    }
  }

  #addLine(name: string, text: string, at: string): void {
    const unit = [...this.#units.values()].find(({ containers }) => containers.some((container) => container.name === name));
    unit?.record.addLine(unit.containers.length > 1 ? `${name}: ${text}` : text, at);
  }

  #setMemory(used: ReadonlyMap<string, number>): void {
    const { view } = this.#watch;
    let all = 0;
    for (const { id, record } of this.#units.values()) {
      const bytes = view.of(id).reduce((sum, container) => sum + (used.get(container.id) ?? 0), 0);
      if (record.state === 'ready') record.memoryBytes = bytes;
      all += bytes;
    }
    this.#memoryBytes = all;
    this.#changed();
  }

  #say(detail: string | undefined, hint?: string): void {
    this.#detail = detail;
    this.#hint = hint;
  }

  #changed(): void {
    this.#starts.quiet();
    this.#news.resolve();
    this.#news = Promise.withResolvers();
    this.#options.changed();
  }
}
