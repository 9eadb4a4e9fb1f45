import { join } from 'node:path';
import * as z from 'zod';
import type { ServiceId } from '#contract/services.ts';
import { readJson, writeJson } from '../lib/json-file.ts';

const schema = z.record(z.string(), z.number());

/** When services of a stack lost their data last, on disk: what blocks made in them before is gone. */
export class Emptied {
  readonly #file: string;
  #at: z.infer<typeof schema>;

  /** @param dir the stack's part of the data directory */
  constructor(dir: string) {
    this.#file = join(dir, 'emptied.json');
    this.#at = readJson(this.#file, schema) ?? {};
  }

  /** Their data is gone since then (ms since 1970). */
  note(services: readonly ServiceId[], at: number): void {
    this.#at = { ...this.#at, ...Object.fromEntries(services.map((service) => [service, at])) };
    writeJson(this.#file, this.#at);
  }

  /** The first of these services that was emptied after a moment (ms since 1970). */
  since(services: readonly ServiceId[], startedAt: number): ServiceId | undefined {
    return services.find((service) => (this.#at[service] ?? 0) > startedAt);
  }
}
