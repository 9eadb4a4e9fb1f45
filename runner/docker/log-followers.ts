import type Docker from 'dockerode';
import { log } from '../lib/log.ts';
import { LogLines } from './log-lines.ts';

/** What is read of a log that was there before the runner (lines). */
const TAIL = 200;

export type LogFollowersOptions = {
  /** A new line of a container's log, and when it was written. */
  onLine: (container: string, text: string, at: string) => void;
};

/** Reads the logs of containers as they grow. */
export class LogFollowers {
  #options: LogFollowersOptions;
  /** Container id → how to end. */
  #following = new Map<string, AbortController>();
  /** Container id → when its last line was written. */
  #last = new Map<string, string>();

  constructor(options: LogFollowersOptions) {
    this.#options = options;
  }

  /** Follows a container until it ends; nothing when that is done already. */
  follow(docker: Docker, id: string, name: string): void {
    if (this.#following.has(id)) return;
    const end = new AbortController();
    this.#following.set(id, end);
    this.#read(docker, { id, name, signal: end.signal })
      .catch((error: unknown) => log.debug({ err: error, container: name }, 'the log of a container'))
      .finally(() => {
        if (this.#following.get(id) === end) this.#following.delete(id);
      });
  }

  /** Forgets a container that is removed. */
  forget(id: string): void {
    this.#following.get(id)?.abort();
    this.#last.delete(id);
  }

  close(): void {
    for (const end of this.#following.values()) end.abort();
    this.#following.clear();
  }

  async #read(docker: Docker, { id, name, signal }: { id: string; name: string; signal: AbortSignal }): Promise<void> {
    const last = this.#last.get(id);
    const stream = await docker.getContainer(id).logs({
      follow: true,
      stdout: true,
      stderr: true,
      timestamps: true,
      ...(last ? { since: secondsOf(last) as unknown as number } : { tail: TAIL }),
      abortSignal: signal,
    });
    const lines = new LogLines();
    for await (const data of stream) {
      for (const { at, text } of lines.take(data as Buffer)) {
        // `since` includes the line of that very moment.
        if (last && at <= last) continue;
        this.#last.set(id, at);
        this.#options.onLine(name, text, at);
      }
    }
  }
}

/** Seconds since 1970, with nanoseconds, as the engine wants them. */
function secondsOf(at: string): string {
  const fraction = /\.(\d+)Z$/.exec(at)?.[1] ?? '0';
  return `${Math.floor(Date.parse(at) / 1_000)}.${fraction.padEnd(9, '0')}`;
}
