import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readJson, writeJson } from '../lib/json-file.ts';

const schema = z.record(z.string(), z.string());
type Written = z.infer<typeof schema>;

/** What each file of a track had in it when the runner wrote it last (SHA-256), on disk: another content is somebody else's work. */
export class WrittenFiles {
  readonly #dir: string;
  readonly #known = new Map<string, Written | undefined>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Undefined when nothing is known of the track: its files may be from a runner that did not keep this. */
  of(track: string): Readonly<Written> | undefined {
    if (!this.#known.has(track)) this.#known.set(track, readJson(this.#fileOf(track), schema));
    return this.#known.get(track);
  }

  /** Files were written, or have what they would have been given. */
  note(track: string, files: readonly (readonly [path: string, sha256: string])[]): void {
    const before = this.of(track);
    if (before && files.every(([path, sha256]) => before[path] === sha256)) return;
    const now = { ...before, ...Object.fromEntries(files) };
    this.#known.set(track, now);
    writeJson(this.#fileOf(track), now);
  }

  forget(track: string): void {
    this.#known.delete(track);
    rmSync(this.#fileOf(track), { force: true });
  }

  #fileOf(track: string): string {
    return join(this.#dir, 'written', `${track}.json`);
  }
}
