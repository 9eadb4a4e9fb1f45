import { log } from '../lib/log.ts';
import type { UnitId } from './compose-file.ts';
import { removeContainer, removeVolumes, stopContainer } from './containers.ts';
import { dockerFault, isGone } from './docker-fault.ts';
import type { Engine } from './engine.ts';
import type { Recovery } from './recovery.ts';
import type { StackWatch } from './stack-watch.ts';
import { afterThoseInNeed, type Unit } from './units.ts';

/** Seconds that containers have to end by themselves when the runner ends. */
const CLOSE_SECONDS = 8;

export type UnitEndsOptions = {
  units: ReadonlyMap<UnitId, Unit>;
  watch: StackWatch;
  recovery: Recovery;
  /** A state changed. */
  changed: () => void;
};

/** Stops units and removes what they keep. */
export class UnitEnds {
  #options: UnitEndsOptions;

  constructor(options: UnitEndsOptions) {
    this.#options = options;
  }

  /** Stops units, each after those that need it, and leaves them in a state. @throws DockerFault */
  async stop(units: readonly Unit[], then: 'stopped' | 'starting'): Promise<void> {
    const { watch } = this.#options;
    await watch.look();
    await afterThoseInNeed(units, (unit) => this.#stopUnit(unit, then));
    await watch.look();
  }

  /** Removes the containers and volumes of a unit that is stopped. @throws DockerFault */
  async removeData({ id, record }: Unit, docker: Engine['docker']): Promise<void> {
    try {
      for (const view of this.#options.watch.view.of(id)) await removeContainer(docker, view.id);
      await removeVolumes(docker, id);
    } catch (error) {
      throw dockerFault(error, `The data of ${record.title} could not be removed`);
    }
  }

  /** The runner ends: all containers at once, and nothing fails for it. */
  async stopAtOnce(engine: Engine): Promise<void> {
    const { units, watch } = this.#options;
    for (const { record } of units.values()) record.wanted = false;
    await watch.look();
    const running = [...units.keys()].flatMap((id) => watch.view.of(id)).filter(({ isRunning }) => isRunning);
    const ends = running.map(({ id }) => stopContainer(engine.docker, id, CLOSE_SECONDS));
    for (const end of await Promise.allSettled(ends)) {
      if (end.status === 'rejected') log.warn({ err: end.reason }, 'a container could not be stopped');
    }
  }

  async #stopUnit(unit: Unit, then: 'stopped' | 'starting'): Promise<void> {
    const { watch, recovery, changed } = this.#options;
    const { record } = unit;
    record.wanted = false;
    recovery.forget(unit);
    const running = watch.view.of(unit.id).filter(({ isRunning }) => isRunning);
    const { engine } = watch.link;
    try {
      if (engine && running.length > 0) {
        record.set('stopping');
        changed();
        await Promise.all(running.map(({ id }) => stopContainer(engine.docker, id)));
      }
    } catch (error) {
      watch.link.suspect();
      if (isGone(error)) return;
      throw dockerFault(error, `${record.title} could not be stopped`);
    } finally {
      record.set(then);
      changed();
    }
  }
}
