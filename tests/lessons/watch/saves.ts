import { type FSWatcher, watch } from 'node:fs';

/** An editor writes a file in several steps; they are one save (ms). */
const SETTLE_MS = 80;

/** What editors write beside a file while they save it. */
const TEMPORARY = /(?:^|\/)(?:\.|4913$)|(?:~|\.tmp|\.swp|\.swx)$/;

/** The saves below a folder, a burst at a time, by paths relative to it. Temporary files of editors are none. */
export class Saves {
  #dir: string;
  #watcher: FSWatcher;
  #counts: (path: string) => boolean;
  #paths = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #settled = false;
  #waiting: ((paths: string[]) => void) | undefined;

  /** `counts`: whether a path matters. */
  constructor(dir: string, counts: (path: string) => boolean) {
    this.#dir = dir;
    this.#counts = counts;
    this.#watcher = this.#watch();
  }

  /** Watches anew: what is in a folder that was removed and put back is not heard by the old watcher. Read the files after it. */
  again(): void {
    this.#watcher.close();
    this.#watcher = this.#watch();
  }

  #watch(): FSWatcher {
    const watcher = watch(this.#dir, { recursive: true }, (_event, name) => this.#saw(name?.replaceAll('\\', '/') ?? ''));
    // Folders that go while they are looked at: the next round watches anew.
    return watcher.on('error', () => this.#saw('track.yaml'));
  }

  /** The paths of the next burst; of one that came since the last call, at once. One caller at a time. */
  next(): Promise<string[]> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
      if (this.#settled) this.#tell();
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#watcher.close();
  }

  #saw(path: string): void {
    if (TEMPORARY.test(path) || !this.#counts(path)) return;
    this.#paths.add(path);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#settled = true;
      this.#tell();
    }, SETTLE_MS);
  }

  #tell(): void {
    const tell = this.#waiting;
    // What came while the proof before was told is told with it, and its own time runs out later.
    if (!tell || this.#paths.size === 0) return;
    const paths = [...this.#paths].sort();
    this.#paths.clear();
    this.#settled = false;
    this.#waiting = undefined;
    tell(paths);
  }
}
