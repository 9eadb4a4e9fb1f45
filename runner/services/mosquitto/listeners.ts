import type { CheckContext } from '../../verify/define-check.ts';
import { Listener } from './client.ts';

type Asker = Pick<CheckContext, 'resolve' | 'signal'>;
type Kept = { opening: Promise<Listener>; timer: NodeJS.Timeout };

/**
 * Listeners by address and topic: who looks again soon hears what came since, as a message is there for a moment only.
 * One that nobody has asked for some time is closed.
 */
export class Listeners {
  readonly #idleMs: number;
  readonly #kept = new Map<string, Kept>();

  constructor(idleMs: number) {
    this.#idleMs = idleMs;
  }

  /** @throws RunnerError 'service.failed' | 'service.stopped' | … */
  async get(topic: string, asker: Asker): Promise<Listener> {
    const key = `${asker.resolve('tcp://mosquitto:1883')} ${topic}`;
    const kept = this.#kept.get(key) ?? this.#open(key, topic, asker);
    kept.timer.refresh();
    const listener = await kept.opening;
    if (listener.isOpen) return listener;
    this.#close(key);
    return await this.#open(key, topic, asker).opening;
  }

  #open(key: string, topic: string, asker: Asker): Kept {
    const opening = Listener.open(topic, asker);
    opening.catch(() => this.#close(key)); // the next look tries again
    const kept = { opening, timer: setTimeout(() => this.#close(key), this.#idleMs).unref() };
    this.#kept.set(key, kept);
    return kept;
  }

  #close(key: string): void {
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    clearTimeout(kept?.timer);
    kept?.opening.then(
      (listener) => listener.close(),
      () => undefined, // there is nothing to close
    );
  }
}
