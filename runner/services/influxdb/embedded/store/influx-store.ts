import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomic } from '../../../../lib/atomic-file.ts';
import { Turns } from '../../../../lib/turns.ts';
import type { Store } from './model.ts';
import { STORE_LIMITS, StoredDatabase, type StoreLimits } from './stored-database.ts';

/** Which databases there are, and the number of the folder of each: a name may be anything. */
type List = { next: number; databases: Record<string, number> };

/** What a store starts with. It writes in `dataDir` only. */
export type StoreOptions = { dataDir: string; log: (line: string) => void; limits?: Partial<StoreLimits> };

/** All databases, each in a folder of its own. */
export class InfluxStore implements Store {
  readonly #options: StoreOptions;
  readonly #databases = new Map<string, StoredDatabase>();
  readonly #turns = new Turns();
  #next: number;

  /** Reads what is in the folder, which is made when it is not there. */
  constructor(options: StoreOptions) {
    this.#options = options;
    mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
    const list = this.#readList();
    this.#next = list.next;
    const known = new Set(Object.values(list.databases).map((number) => this.#folder(number)));
    for (const name of readdirSync(options.dataDir)) {
      const path = join(options.dataDir, name);
      if (/^database-\d+$/.test(name) && !known.has(path)) rmSync(path, { recursive: true, force: true });
    }
    const inOrder = Object.entries(list.databases).toSorted(([, a], [, b]) => a - b);
    for (const [name, number] of inOrder) this.#open(name, number);
  }

  #readList(): List {
    const path = join(this.#options.dataDir, 'databases.json');
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as List) : { next: 1, databases: {} };
  }

  #numbers = new Map<string, number>();

  #folder = (number: number): string => join(this.#options.dataDir, `database-${number}`);

  #open(name: string, number: number): void {
    const { log, limits } = this.#options;
    const database = new StoredDatabase({ name, folder: this.#folder(number), log, limits: { ...STORE_LIMITS, ...limits } });
    this.#databases.set(name, database);
    this.#numbers.set(name, number);
  }

  #forget(name: string): StoredDatabase | undefined {
    const database = this.#databases.get(name);
    this.#databases.delete(name);
    this.#numbers.delete(name);
    return database;
  }

  #writeList(without?: string): void {
    const databases = Object.fromEntries([...this.#numbers].filter(([name]) => name !== without));
    const list: List = { next: this.#next, databases };
    writeAtomic(join(this.#options.dataDir, 'databases.json'), JSON.stringify(list), { mode: 0o600 });
  }

  databaseNames(): string[] {
    return [...this.#databases.keys()];
  }

  database(name: string): StoredDatabase | undefined {
    return this.#databases.get(name);
  }

  createDatabase(name: string): Promise<void> {
    return this.#turns.take(async () => {
      if (this.#databases.has(name)) return;
      this.#open(name, this.#next++);
      try {
        this.#writeList();
      } catch (error) {
        await this.#forget(name)?.close(); // a restart would not know it
        throw error;
      }
    });
  }

  dropDatabase(name: string): Promise<void> {
    return this.#turns.take(async () => {
      const number = this.#numbers.get(name);
      if (number === undefined) return;
      this.#writeList(name);
      await this.#forget(name)?.close();
      rmSync(this.#folder(number), { recursive: true, force: true });
    });
  }

  /** Ends it; what was answered is on the disk. */
  async close(): Promise<void> {
    await this.#turns.take(async () => {
      for (const database of this.#databases.values()) await database.close();
    });
  }
}
