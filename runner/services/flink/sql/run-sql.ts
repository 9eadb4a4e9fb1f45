import { setTimeout as wait } from 'node:timers/promises';
import type { RowsLine } from '#contract/rows.ts';
import type { LanguageJob } from '../../../blocks/language-job.ts';
import { Cluster } from '../cluster.ts';
import { awaitJob } from './await-job.ts';
import { Gateway, type Page, SqlFailure } from './gateway.ts';
import { Kept } from './kept.ts';
import { endOwnJobs } from './own-jobs.ts';
import { printLines } from './print-lines.ts';
import { type Statement, splitStatements } from './split-statements.ts';
import { Table } from './table.ts';

/** Between two questions for more rows (ms): short after some came, longer while none come. */
const SOON_MS = 20;
const LATER_MS = 300;

/** The run of a block's statements, one after the other, in the session of its lesson. */
export class SqlRun {
  readonly #job: LanguageJob;
  readonly #gateway: Gateway;
  readonly #cluster: Cluster;
  readonly #kept: Kept;
  readonly #stop = new AbortController();
  #session = '';
  #operation: string | undefined;
  #status = 0;

  constructor(job: LanguageJob) {
    this.#job = job;
    this.#kept = new Kept(job.lesson);
    this.#gateway = new Gateway(`http://${job.addresses['sql-gateway'] ?? ''}`);
    this.#cluster = new Cluster(`http://${job.addresses.http ?? ''}`, this.#stop.signal);
  }

  /** Runs all statements, up to the first that fails. Returns the exit status. */
  async run(): Promise<number> {
    const { text, block } = this.#job;
    let at: Statement | undefined;
    try {
      await this.#openSession();
      await endOwnJobs({ cluster: this.#cluster, kept: this.#kept, block, print: printLines });
      for (const statement of splitStatements(text)) {
        at = statement;
        await this.#runStatement(statement);
      }
      return this.#status;
    } catch (error) {
      if (this.#stop.signal.aborted) return 143;
      if (!(error instanceof SqlFailure)) throw error;
      const place = at ? `The statement in line ${at.line}, ${beginning(at)}, failed.\n` : '';
      await printLines([{ error: `${place}${error.message}` }]);
      return 1;
    }
  }

  /** Ends the query that runs, also at the gateway. Jobs that were submitted go on. */
  async stop(): Promise<void> {
    this.#stop.abort();
    if (this.#operation) await this.#endQuery(this.#operation).catch(() => undefined); // Nobody is left to tell.
  }

  async #openSession(): Promise<void> {
    const session = this.#kept.session();
    if (session !== undefined && (await this.#gateway.hasSession(session))) {
      this.#session = session;
      return await this.#endLeftQueries();
    }
    this.#session = this.#kept.keepSession(await this.#gateway.openSession(this.#job.lesson), session);
    if (session === undefined) return;
    await printLines([
      { note: 'Flink was started anew: the tables and settings of earlier blocks are gone. Run those blocks again.' },
    ]);
  }

  /** Queries whose process was killed go on at the gateway and hold a slot. */
  async #endLeftQueries(): Promise<void> {
    for (const [pid, { session, operation }] of this.#kept.queries()) {
      if (isAlive(pid)) continue;
      await this.#gateway.close(session, operation);
      this.#kept.forgetQuery(pid);
    }
  }

  async #runStatement(statement: Statement): Promise<void> {
    const operation = await this.#gateway.submit(this.#session, statement.text, `query of ${this.#job.block}`);
    this.#operation = operation;
    this.#kept.keepQuery(process.pid, { session: this.#session, operation });
    try {
      await this.#follow(statement, operation);
    } finally {
      await this.#endQuery(operation);
    }
  }

  async #endQuery(operation: string): Promise<void> {
    if (this.#operation !== operation) return;
    this.#operation = undefined;
    await this.#gateway.close(this.#session, operation);
    this.#kept.forgetQuery(process.pid);
  }

  async #follow(statement: Statement, operation: string): Promise<void> {
    const table = new Table();
    let uri: string | undefined;
    for (;;) {
      const page = await this.#gateway.results(this.#session, operation, uri);
      this.#stop.signal.throwIfAborted();
      uri = page.nextResultUri ?? uri;
      if (page.jobID !== undefined && page.isQueryResult === false) return await this.#submitted(statement, page.jobID);
      if (isDone(page)) return await printLines([{ note: `Done: ${beginning(statement)}` }]);
      if (page.results) await printLines(table.lines(page.results));
      if (page.resultType === 'EOS') return;
      await wait(page.results?.data.length ? SOON_MS : LATER_MS, undefined, { signal: this.#stop.signal });
    }
  }

  async #submitted(statement: Statement, jid: string): Promise<void> {
    const { block } = this.#job;
    this.#kept.keepJobs(block, [...this.#kept.jobs(block), jid]);
    const lines: RowsLine[] = [
      {
        note: `Job submitted: ${jid}, ${beginning(statement)}`,
        at: { service: 'flink', path: `/#/job/running/${jid}`, title: 'Show the job in Flink' },
      },
    ];
    await printLines(lines);
    const outcome = await awaitJob(this.#cluster, jid, this.#stop.signal);
    await printLines([outcome]);
    if ('error' in outcome) this.#status = 1;
  }
}

/** A statement that shows nothing, such as CREATE TABLE, is answered with one row that says OK. */
function isDone({ isQueryResult, results }: Page): boolean {
  const [row] = results?.data ?? [];
  return (
    isQueryResult === false && results?.columns.length === 1 && results.columns[0]?.name === 'result' && row?.fields[0] === 'OK'
  );
}

/** Its first words, as it is called in a sentence. */
function beginning({ text }: Statement): string {
  const words = text.replaceAll(/\s+/g, ' ').replace(/^(CREATE .*?) ?\(.*$/i, '$1');
  return words.length > 48 ? `${words.slice(0, 47).trimEnd()}…` : words;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // Nobody has this number.
  }
}
