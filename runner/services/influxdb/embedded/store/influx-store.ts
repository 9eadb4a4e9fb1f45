import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeAtomic } from '../../../../lib/atomic-file.ts';
import { Turns } from '../../../../lib/turns.ts';
import type { Store } from './model.ts';
import { isDamage, setAside } from './set-aside.ts';
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
    this.#next = Math.max(list?.next ?? 1, ...this.#foldersThere().map((number) => number + 1));
    this.#clearUp(list);
    const inOrder = Object.entries(list?.databases ?? {}).toSorted(([, a], [, b]) => a - b);
    for (const [name, number] of inOrder) this.#openOrSetAside(name, number);
    if (this.#numbers.size < inOrder.length || !list) this.#writeList();
  }

  /** The list, if there is one that can be read. */
  #readList(): List | undefined {
    const path = join(this.#options.dataDir, 'databases.json');
    if (!existsSync(path)) return undefined;
    try {
      const list = JSON.parse(readFileSync(path, 'utf8')) as List;
      const numbers = Object.values(list.databases);
      const isList = [list.next, ...numbers].every(Number.isSafeInteger) && new Set(numbers).size === numbers.length;
      if (isList) return list;
      throw new Error('it is no list of databases');
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#options.log(`The list of databases cannot be read: ${(error as Error).message}. ${setAside(path)}.`);
      return undefined;
    }
  }

  /** The numbers of the folders that there are, of those set aside, too. */
  #foldersThere(): number[] {
    return readdirSync(this.#options.dataDir).flatMap((name) => {
      const number = /^database-(\d+)/.exec(name)?.[1];
      return number === undefined ? [] : [Number(number)];
    });
  }

  /**
   * Removes folders that the list does not name, left over when a database was dropped. Without a list, or when it names
   * a folder that is not there and so may be damaged, no data is removed.
   */
  #clearUp(list: List | undefined): void {
    const { log } = this.#options;
    const known = new Set(Object.values(list?.databases ?? {}).map((number) => this.#folder(number)));
    const missing = [...known].filter((path) => !existsSync(path));
    for (const path of missing) log(`The list of databases names the folder ${basename(path)}, which is not there.`);
    for (const number of this.#foldersThere()) {
      const path = this.#folder(number);
      if (known.has(path) || !existsSync(path)) continue;
      if (list && missing.length === 0) rmSync(path, { recursive: true, force: true });
      else log(`A folder of a database is in no list. ${setAside(path)}.`);
    }
  }

  /** Opens a database; one that cannot be read is set aside, so that the others can be had. */
  #openOrSetAside(name: string, number: number): void {
    try {
      this.#open(name, number);
    } catch (error) {
      if (!isDamage(error)) throw error;
      const kept = setAside(this.#folder(number));
      this.#options.log(`Database ${name} cannot be read: ${(error as Error).message}. ${kept}; the others go on.`);
    }
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
