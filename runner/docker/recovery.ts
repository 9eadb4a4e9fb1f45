import { RunnerError, toErrorBody } from '../errors.ts';
import { log } from '../lib/log.ts';
import type { Compose } from './compose.ts';
import { isMissing } from './docker-fault.ts';
import { type End, howItEnded } from './how-it-ended.ts';
import { Mend } from './mend.ts';
import type { StackWatch } from './stack-watch.ts';
import type { Unit } from './units.ts';

/** A service that ends by itself more often than this within DEATHS_WITHIN_MS stays down. */
const MAX_DEATHS = 3;
const DEATHS_WITHIN_MS = 60_000;
/** How often the engine is looked for while it is wanted and not there, and other causes (ms). */
const LOOK_EVERY_MS = 2_000;
/** An engine that is stopped in order ends its containers first, and takes at most 15 s for it (ms). */
const SHUTDOWN_MS = 20_000;

export type RecoveryOptions = {
  watch: StackWatch;
  compose: Compose;
  /** Units that should run. */
  wanted: () => Unit[];
  /** Starts units again, in turn with orders, and says so. */
  again: (units: Unit[], words: string) => Promise<void>;
  changed: () => void;
};

/** What is done when something ends by itself, and when the cause of a fault is gone. */
export class Recovery {
  /** Why nothing runs, when that is the engine's doing. */
  outage: { detail: string; hint: string | undefined } | undefined;
  #options: RecoveryOptions;
  #mend = new Mend();
  /** When a unit was stopped from outside. */
  #stopped = new Map<Unit, number>();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  /** The engine that was there ended: what it stopped itself, on its way, is wanted still. */
  engineEnded(error: unknown): void {
    for (const [unit, time] of this.#stopped) if (Date.now() - time < SHUTDOWN_MS) unit.record.wanted = true;
    this.#stopped.clear();
    if (this.#options.wanted().length > 0) this.engineGone(error);
  }

  /** The engine is not there. It is looked for as long as somebody wants it. */
  engineGone(error: unknown): void {
    const { message, hint } = toErrorBody(error);
    this.outage = { detail: message, hint };
    this.#watch();
  }

  /** The engine is there. */
  engineBack(): void {
    this.outage = undefined;
  }

  /** A unit could not be started. */
  async failed(unit: Unit, error: unknown): Promise<void> {
    const { engine } = this.#options.watch.link;
    if (!engine) return;
    await this.#mend.failed(unit, { error, docker: engine.docker });
    if (this.#mend.isWaiting()) this.#watch();
  }

  /** It started, or somebody gave an order: what was, counts no more. */
  forget(unit: Unit): void {
    this.#mend.forget(unit);
    this.#stopped.delete(unit);
  }

  /** Looks now, and not only at the next time. */
  look(): void {
    if (this.#timer) void this.#look();
  }

  /**
   * A container of a unit that was ready ended by itself: it is started again, unless it does so all the time, or
   * somebody has stopped it on purpose.
   */
  async unitEnded(unit: Unit, container: string): Promise<void> {
    const { watch, again, changed } = this.#options;
    const { record } = unit;
    const id = watch.view.lastId(container) ?? '';
    const end = await this.#how(unit, container);
    if (!end || !record.wanted) return;
    log.warn({ service: unit.id, container, how: end.how }, 'a container ended by itself');
    record.deaths = [...record.deaths, Date.now()].filter((time) => Date.now() - time < DEATHS_WITHIN_MS);
    if (watch.wasStopped(id)) {
      record.wanted = false;
      this.#stopped.set(unit, Date.now());
      record.set('stopped', { detail: 'It was stopped from outside Towpath.', hint: 'Start it here again.' });
    } else if (record.deaths.length > MAX_DEATHS) {
      record.set('failed', {
        detail: `${record.title} ${end.how}, for the ${record.deaths.length}th time within a minute, and stays down.`,
        hint: end.hint,
      });
    } else {
      // Not `failed`: a block that is run meanwhile waits for it to be back.
      record.set('starting', { detail: `${record.title} ${end.how}. It is starting again.` });
      changed();
      await again([unit], `${record.title} ${end.how}, and was started again.`);
      return;
    }
    changed();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Undefined when the engine is going, too: that is another story. */
  async #how(unit: Unit, container: string): Promise<End | undefined> {
    const { watch } = this.#options;
    const { engine } = watch.link;
    const view = watch.view.get(container);
    if (view?.isRunning) return { how: 'lost its network', hint: 'Start it again.' };
    const memoryLimitBytes = unit.containers.find(({ name }) => name === container)?.memoryLimitBytes ?? 0;
    const id = watch.view.lastId(container) ?? '';
    try {
      if (engine) return await howItEnded(engine.docker, { id, memoryLimitBytes, sawOom: watch.sawOom(id) });
    } catch (error) {
      if (isMissing(error)) return { how: 'lost its container, which was removed', hint: 'Start it again.' };
      watch.link.suspect();
      log.debug({ err: error }, 'how a container ended');
    }
    return undefined;
  }

  #watch(): void {
    this.#timer ??= setInterval(() => void this.#look(), LOOK_EVERY_MS).unref();
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      if (this.outage) await this.#lookForEngine();
      else await this.#lookForMended();
      if (!this.outage && !this.#mend.isWaiting()) this.close();
    } catch (error) {
      // The engine did not answer; the next look may hear more.
      log.debug({ err: error }, 'looking whether something mended');
      this.#options.watch.link.suspect();
    } finally {
      this.#looking = false;
    }
  }

  async #lookForEngine(): Promise<void> {
    const { watch, wanted, again, changed } = this.#options;
    try {
      await watch.connect();
    } catch (error) {
      const before = this.outage?.detail;
      // While it is away, what was said stays: that it ended says more than that it is not there.
      if (!(error instanceof RunnerError) || error.message === 'Docker is not running.') return;
      this.engineGone(error);
      if (before !== this.outage?.detail) changed();
      return;
    }
    this.engineBack();
    changed();
    void again(wanted(), 'Docker is back, and what ran before was started again. What was not persistent is gone.');
  }

  async #lookForMended(): Promise<void> {
    const { watch, compose, again } = this.#options;
    const { engine } = watch.link;
    if (!engine) return;
    const mended = (await this.#mend.mended({ docker: engine.docker, compose })).filter(({ record }) => record.wanted);
    if (mended.length === 0) return;
    const titles = mended.map(({ record }) => record.title).join(', ');
    await again(mended, `What was missing is here, and was started: ${titles}.`);
  }
}
