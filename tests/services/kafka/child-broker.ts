import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WireClient } from './wire-client.ts';

const PROGRAM = join(import.meta.dirname, 'broker-child.ts');

/** Why the kernel cannot be asked to refuse writes on this machine; undefined when it can. */
export const noRefusal: string | undefined =
  process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0 ? undefined : 'needs prlimit of Linux';

/** An embedded broker in a process of its own, which can be killed, and whose disk can refuse. */
export class ChildBroker {
  readonly dataDir: string;
  /** What it wrote to its log, in all its lives. */
  readonly log: string[] = [];
  #child: ChildProcess | undefined;
  #port = 0;

  static async start(): Promise<ChildBroker> {
    const broker = new ChildBroker(await mkdtemp(join(tmpdir(), 'towpath kafka ')));
    await broker.start();
    return broker;
  }

  private constructor(dataDir: string) {
    this.dataDir = dataDir;
  }

  /** Starts it on its folder. @throws Error with its log when it ends instead. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [PROGRAM, this.dataDir], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    child.stderr.on('data', (piece: Buffer) => this.log.push(piece.toString()));
    const told = new AbortController();
    const ended = once(child, 'exit', { signal: told.signal }).then(() => {
      throw new Error(`The broker ended at its start:\n${this.log.join('')}`);
    });
    const [line] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
    ended.catch(() => undefined); // it may end from now on
    told.abort();
    this.#port = Number(line.toString());
  }

  async connect(): Promise<WireClient> {
    return await WireClient.open(this.#port);
  }

  get port(): number {
    return this.#port;
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends it as the runner does. @returns its exit code. */
  async stop(): Promise<number | null> {
    return await this.#end('SIGTERM');
  }

  /** From now on the kernel lets no file grow beyond so many bytes, and writes none beyond; without a number it does again. */
  async limitFiles(bytes?: number): Promise<void> {
    await promisify(execFile)('prlimit', ['--pid', String(this.#child?.pid), `--fsize=${bytes ?? 'unlimited'}:`]);
  }

  /** How many files it has open. */
  async openFiles(): Promise<number> {
    return (await readdir(`/proc/${this.#child?.pid}/fd`)).length;
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    if (!child) return null;
    if (child.signalCode === null && child.exitCode === null) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  }
}
