import type { UnitId } from './compose-file.ts';
import type { ContainerView } from './containers.ts';

/** All containers of ours as the engine had them when it was asked last. */
export class StackView {
  #all: ContainerView[] = [];
  #lastIds = new Map<string, string>();
  #changed: PromiseWithResolvers<void> = Promise.withResolvers();

  /** What the engine says now. */
  set(all: ContainerView[]): void {
    this.#all = all;
    for (const { name, id } of all) this.#lastIds.set(name, id);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** The engine is gone, and what runs in it cannot be told. */
  clear(): void {
    this.set([]);
  }

  /** A container by its name in the compose file; of several, one that runs. */
  get(name: string): ContainerView | undefined {
    const named = this.#all.filter((view) => view.name === name);
    return named.find(({ isRunning }) => isRunning) ?? named[0];
  }

  /** Every container of a unit, also those that somebody added. */
  of(unit: UnitId): ContainerView[] {
    return this.#all.filter((view) => view.unit === unit);
  }

  all(): readonly ContainerView[] {
    return this.#all;
  }

  /** The id a container had when it was seen last. */
  lastId(name: string): string | undefined {
    return this.#lastIds.get(name);
  }

  /** Resolves when the engine has been asked again. @throws why `signal` was aborted */
  async next(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, reject } = Promise.withResolvers<never>();
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await Promise.race([this.#changed.promise, promise]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}
