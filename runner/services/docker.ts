import type { ServiceState, StackStatus } from '#contract/messages/stack.ts';
import { suggest } from '#contract/nearest.ts';
import type { ServiceId } from '#contract/services.ts';
import { chooseHostPorts, portsOf, portVariables } from '../docker/choose-host-ports.ts';
import { Compose } from '../docker/compose.ts';
import { type ComposeProject, DOCKER_DIR, readComposeFile, type UnitId } from '../docker/compose-file.ts';
import { removeContainer, removeVolumes, stopContainer } from '../docker/containers.ts';
import { DockerFault, dockerFault, isGone } from '../docker/docker-fault.ts';
import { dockerPreflight } from '../docker/docker-preflight.ts';
import type { Engine } from '../docker/engine.ts';
import { observeUnit } from '../docker/observe-unit.ts';
import { Recovery } from '../docker/recovery.ts';
import { StackWatch } from '../docker/stack-watch.ts';
import { StartRun } from '../docker/start-run.ts';
import { type StartStep, startWords } from '../docker/start-words.ts';
import { afterThoseInNeed, makeUnits, type Unit, withNeeds } from '../docker/units.ts';
import { RunnerError, toErrorBody } from '../errors.ts';
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

/** What moves a bar is said at most this often (ms). */
const PROGRESS_EVERY_MS = 250;
/** How long a program waits for a shell that is starting (ms). */
const SHELL_PATIENCE_MS = 15_000;
/** How long containers have to end when the runner ends: seconds of their own, and in all (ms). */
const CLOSE_SECONDS = 8;
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
  /** Units in the hands of an order: nobody else sets their state. */
  #busy = new Map<Unit, number>();
  #givenUp = new Map<Unit, AbortController>();
  #steps = new Map<Unit, Map<string, StartStep>>();
  #soon: NodeJS.Timeout | undefined;
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
    const { detail, hint } = outage ?? this.#shellWords() ?? { detail: this.#detail, hint: this.#hint };
    return {
      stack: this.id,
      state: outage ? 'failed' : this.#state(),
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
    this.#giveUp(chosen);
    await this.#turns.take(async () => {
      this.#say(undefined);
      // The shell stays for those who use it; while the engine is away there is nothing to stay.
      if (!id && !this.engine()) this.#letGo();
      await this.#stopAll(chosen, 'stopped');
    });
  }

  async reset(id?: ServiceId): Promise<void> {
    const chosen = this.#choose(id);
    this.#giveUp(chosen);
    await this.#turns.take(async () => {
      this.#say(undefined);
      // Never `stopped` in between: a block that is run meanwhile waits for the service to be back.
      this.#hold(chosen);
      try {
        const { docker } = await this.#connect();
        await this.#stopAll(chosen, 'starting');
        for (const unit of chosen) await this.#removeData(unit, docker);
        await this.#startAll(this.#withNeeds(id));
      } finally {
        this.#release(chosen);
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
    this.#giveUp(units);
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
    clearTimeout(this.#soon);
    this.#recovery.close();
    this.#giveUp(this.#units.values());
    const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref());
    const ended = this.#turns.take(() => this.#endAll());
    await Promise.race([ended.catch((error: unknown) => log.error({ err: error }, 'ending the containers')), late]);
    this.#compose.end();
    this.#watch.close();
  }

  /** That of the services; the shell counts while it is missing, and when there is nothing else. */
  #state(): StackStatus['state'] {
    const states = this.#services().flatMap(({ record }) => (record.form.available ? [record.state] : []));
    const shell = this.#unit('shell').record.state;
    if (states.length === 0 || shell === 'failed' || shell === 'starting') states.push(shell);
    return (['failed', 'starting', 'stopping', 'ready'] as const).find((candidate) => states.includes(candidate)) ?? 'stopped';
  }

  /** The shell has no row of its own. */
  #shellWords(): { detail: string; hint: string | undefined } | undefined {
    const { state, detail, hint } = this.#unit('shell').record;
    if (state === 'failed' && detail) return { detail, hint };
    return state === 'starting' && detail ? { detail: `The shell is starting. ${detail}`, hint } : undefined;
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
    this.#hold(units);
    for (const unit of units) {
      unit.record.wanted = true;
      this.#givenUp.set(unit, new AbortController());
      if (['stopped', 'failed'].includes(unit.record.state)) unit.record.set('starting');
    }
    this.#changed();
    try {
      const engine = await this.#connect();
      const moved = new Map<Unit, string[]>();
      const run = this.#run(engine, moved);
      const results = await Promise.allSettled(units.map((unit) => this.#startUnit(unit, { run, moved })));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    } catch (error) {
      this.#watch.link.suspect();
      throw error;
    } finally {
      this.#release(units);
      this.#settle(units);
    }
  }

  #run(engine: Engine, moved: Map<Unit, string[]>): StartRun {
    return new StartRun({
      engine,
      compose: this.#compose,
      view: this.#watch.view,
      offline: this.#options.offline,
      units: this.#units,
      signalOf: (unit) => AbortSignal.any([this.#watch.link.gone, ...(this.#givenUpBy(unit) ?? [])]),
      onStep: (unit, container, step) => this.#step(unit, container, step),
      choosePorts: async (unit, container, avoid) => {
        const words = await chooseHostPorts({ docker: engine.docker, unit, container, avoid });
        moved.set(unit, [...new Set([...(moved.get(unit) ?? []), ...words])]);
      },
      look: () => this.#watch.look(),
      sawOom: (id) => this.#watch.sawOom(id),
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
      this.#recovery.forget(unit);
      record.ports = { ...record.ports, ...portsOf(unit, this.#watch.view) };
      if (record.state === 'ready') return;
      record.readyMs = Math.round(performance.now() - before);
      const words = moved.get(unit)?.join(' ');
      record.set('ready', words ? { detail: words } : {});
    } catch (error) {
      this.#failed(unit, error);
      throw error;
    } finally {
      this.#steps.delete(unit);
      this.#changed();
    }
  }

  #failed(unit: Unit, error: unknown): void {
    if (isGone(error) || this.#givenUp.get(unit)?.signal.aborted) {
      unit.record.set('stopped');
      return;
    }
    const { message, hint } = toErrorBody(error);
    unit.record.set('failed', { detail: message, ...(hint && { hint }) });
    if (error instanceof DockerFault && error.kind === 'compose') this.#say(message, hint);
    void this.#recovery.failed(unit, error);
  }

  #step(unit: Unit, container: string, step: StartStep | undefined): void {
    const steps = this.#steps.get(unit) ?? new Map<string, StartStep>();
    this.#steps.set(unit, steps);
    if (step) steps.set(container, step);
    else steps.delete(container);
    if (steps.size === 0) return;
    unit.record.set('starting', startWords([...steps.values()]));
    if (step?.bytes) this.#soon ??= setTimeout(() => this.#changed(), PROGRESS_EVERY_MS).unref();
    else this.#changed();
  }

  /** Starts under way are given up. */
  #giveUp(units: Iterable<Unit>): void {
    for (const unit of units) {
      const words = `${unit.record.title} was stopped while it was starting.`;
      this.#givenUp.get(unit)?.abort(new RunnerError('service.stopped', words));
    }
  }

  /** Stops units, each after those that need it. */
  async #stopAll(units: readonly Unit[], then: 'stopped' | 'starting'): Promise<void> {
    this.#hold(units);
    try {
      await this.#watch.look();
      await afterThoseInNeed(units, (unit) => this.#stopUnit(unit, then));
      await this.#watch.look();
    } finally {
      this.#release(units);
    }
  }

  async #stopUnit(unit: Unit, then: 'stopped' | 'starting'): Promise<void> {
    const { record } = unit;
    record.wanted = false;
    this.#recovery.forget(unit);
    const running = this.#watch.view.of(unit.id).filter(({ isRunning }) => isRunning);
    const engine = this.engine();
    try {
      if (engine && running.length > 0) {
        record.set('stopping');
        this.#changed();
        await Promise.all(running.map(({ id }) => stopContainer(engine.docker, id)));
      }
    } catch (error) {
      this.#watch.link.suspect();
      if (isGone(error)) return;
      throw dockerFault(error, `${record.title} could not be stopped`);
    } finally {
      record.set(then);
      this.#changed();
    }
  }

  async #removeData({ id, record }: Unit, docker: Engine['docker']): Promise<void> {
    try {
      for (const view of this.#watch.view.of(id)) await removeContainer(docker, view.id);
      await removeVolumes(docker, id);
    } catch (error) {
      throw dockerFault(error, `The data of ${record.title} could not be removed`);
    }
  }

  /** The engine is away, and nobody waits for it any more. */
  #letGo(): void {
    for (const { record } of this.#units.values()) record.wanted = false;
    this.#recovery.engineBack();
  }

  /** The runner ends: all containers at once, and nothing fails for it. */
  async #endAll(): Promise<void> {
    const engine = this.engine();
    if (!engine || !this.#used) return;
    for (const { record } of this.#units.values()) record.wanted = false;
    await this.#watch.look();
    const running = [...this.#units.keys()].flatMap((id) => this.#watch.view.of(id)).filter(({ isRunning }) => isRunning);
    const ends = running.map(({ id }) => stopContainer(engine.docker, id, CLOSE_SECONDS));
    for (const end of await Promise.allSettled(ends)) {
      if (end.status === 'rejected') log.warn({ err: end.reason }, 'a container could not be stopped');
    }
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

  #hold(units: readonly Unit[]): void {
    for (const unit of units) this.#busy.set(unit, (this.#busy.get(unit) ?? 0) + 1);
  }

  #release(units: readonly Unit[]): void {
    for (const unit of units) {
      const held = (this.#busy.get(unit) ?? 1) - 1;
      if (held > 0) this.#busy.set(unit, held);
      else this.#busy.delete(unit);
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
      if (this.#busy.has(unit) || this.#closed || !unit.record.form.available) continue;
      const before = unit.record.state;
      const ended = observeUnit(unit, view);
      isNews ||= unit.record.state !== before;
      if (!ended) continue;
      this.#hold([unit]);
      void this.#recovery.unitEnded(unit, ended).finally(() => this.#release([unit]));
    }
    if (isNews) this.#changed();
  }

  #engineGone(why: RunnerError): void {
    this.#compose.end();
    this.#memoryBytes = undefined;
    const units = [...this.#units.values()];
    // One in the hands of an order is seen to by it.
    for (const unit of units) if (!this.#busy.has(unit)) unit.record.set('stopped');
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
    clearTimeout(this.#soon);
    this.#soon = undefined;
    this.#news.resolve();
    this.#news = Promise.withResolvers();
    this.#options.changed();
  }
}
