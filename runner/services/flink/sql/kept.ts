import { existsSync, linkSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomic } from '../../../lib/atomic-file.ts';

/** What a query does at the gateway. */
export type Query = { session: string; operation: string };

/**
 * What is kept of a lesson between its blocks, in the working directory. Blocks may run side by side, each in a process of
 * its own: every file has one writer at a time and is there as a whole or not at all.
 */
export class Kept {
  readonly #dir: string;

  /** `lesson`: `<track>/<lesson>`. */
  constructor(lesson: string) {
    this.#dir = lesson;
  }

  /** The handle of the lesson's session at the gateway. */
  session(): string | undefined {
    return this.#read('session.json') as string | undefined;
  }

  /**
   * Keeps a session in place of one that is gone. Returns the one that is kept: that of another block, when that one was
   * first.
   */
  keepSession(session: string, gone: string | undefined): string {
    if (gone !== undefined && this.session() === gone) rmSync(this.#path('session.json'), { force: true });
    const own = `session-${process.pid}.tmp`;
    this.#write(own, session);
    try {
      linkSync(this.#path(own), this.#path('session.json')); // It is there whole, and refused where there is one.
      return session;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return this.session() ?? session;
    } finally {
      rmSync(this.#path(own), { force: true });
    }
  }

  /** The jobs that a block has submitted. */
  jobs(block: string): string[] {
    return (this.#read(`jobs-${block}.json`) as string[] | undefined) ?? [];
  }

  keepJobs(block: string, jobs: readonly string[]): void {
    this.#write(`jobs-${block}.json`, jobs);
  }

  /** Queries by the number of the process that shows them. */
  queries(): [number, Query][] {
    if (!existsSync(this.#dir)) return [];
    return readdirSync(this.#dir).flatMap((name) => {
      const [, pid] = /^query-(\d+)\.json$/.exec(name) ?? [];
      const query = pid === undefined ? undefined : (this.#read(name) as Query | undefined);
      return query ? [[Number(pid), query] as [number, Query]] : [];
    });
  }

  keepQuery(pid: number, query: Query): void {
    this.#write(`query-${pid}.json`, query);
  }

  forgetQuery(pid: number): void {
    rmSync(this.#path(`query-${pid}.json`), { force: true });
  }

  #path(name: string): string {
    return join(this.#dir, name);
  }

  #write(name: string, value: unknown): void {
    writeAtomic(this.#path(name), JSON.stringify(value));
  }

  #read(name: string): unknown {
    try {
      return JSON.parse(readFileSync(this.#path(name), 'utf8'));
    } catch {
      return undefined; // Not there, or damaged: a session can be opened anew.
    }
  }
}
