import { randomUUID } from 'node:crypto';
import { MAX_TERMINALS } from '#contract/limits.ts';
import type { TerminalStatus } from '#contract/messages/terminal.ts';
import { RunnerError } from '../errors.ts';
import type { Exit, Launch, TerminalProgram } from './launch.ts';
import { Output } from './output.ts';
import { ReplayLog } from './replay-log.ts';

type Terminal = { name: string; program: TerminalProgram; output: Output; exit: Exit | undefined };

/** The interactive shells of the workbench. They outlive the page that opened them, but not the runner. */
export class Terminals {
  #terminals = new Map<string, Terminal>();
  #launch: Launch;
  #changed: () => void;

  constructor({ launch, changed }: { launch: Launch; changed: () => void }) {
    this.#launch = launch;
    this.#changed = changed;
  }

  list(): TerminalStatus[] {
    return [...this.#terminals.keys()].map((id) => this.status(id));
  }

  /** @throws RunnerError 'terminal.unknown' */
  status(id: string): TerminalStatus {
    const { name, output, exit } = this.#find(id);
    return {
      terminal: id,
      name,
      running: exit === undefined,
      nextSeq: output.log.nextSeq,
      // Without a status when its end was none of its own: the output says why.
      ...(exit && exit.interrupted === undefined && { exitCode: exit.signal ? 128 + exit.signal : exit.exitCode }),
    };
  }

  /** Opens a shell. @throws RunnerError 'terminal.too-many' */
  open({
    name,
    track,
    cols,
    rows,
  }: {
    name: string | undefined;
    /** In whose files it starts. */
    track: string;
    cols: number;
    rows: number;
  }): TerminalStatus {
    if (this.#terminals.size >= MAX_TERMINALS)
      throw new RunnerError('terminal.too-many', `${MAX_TERMINALS} shells are open.`, {
        hint: 'Close one, then open a new one.',
      });
    const id = randomUUID();
    const output: Output = new Output(new ReplayLog(), (paused) => this.#terminals.get(id)?.program.setPaused(paused));
    const onExit = (exit: Exit): void => {
      if (exit.interrupted !== undefined && !exit.isShown) output.append(`\r\n\x1b[2m${exit.interrupted}\x1b[0m\r\n`);
      output.flush();
      const terminal = this.#terminals.get(id);
      if (terminal) terminal.exit = exit;
      this.#changed();
    };
    const program = this.#launch({
      command: { kind: 'shell' },
      track,
      in: undefined,
      run: id,
      cols,
      rows,
      onData: (data) => output.append(data),
      onExit,
    });
    this.#terminals.set(id, { name: name ?? this.#freeName(), program, output, exit: undefined });
    this.#changed();
    return this.status(id);
  }

  /** @throws RunnerError 'terminal.unknown' */
  output(id: string): Output {
    return this.#find(id).output;
  }

  /** @throws RunnerError 'terminal.unknown' */
  write(id: string, data: string): void {
    this.#find(id).program.write(data);
  }

  /** @throws RunnerError 'terminal.unknown' */
  resize(id: string, cols: number, rows: number): void {
    this.#find(id).program.resize(cols, rows);
  }

  /** Ends a shell with everything it started. @throws RunnerError 'terminal.unknown' */
  async end(id: string): Promise<void> {
    await this.#find(id).program.end();
    this.#terminals.delete(id);
    this.#changed();
  }

  /** Ends all shells. */
  async close(): Promise<void> {
    await Promise.all([...this.#terminals.keys()].map((id) => this.end(id)));
  }

  #find(id: string): Terminal {
    const terminal = this.#terminals.get(id);
    if (terminal) return terminal;
    throw new RunnerError('terminal.unknown', 'This shell is not open any more.', { hint: 'Open a new one.' });
  }

  #freeName(): string {
    const names = new Set([...this.#terminals.values()].map(({ name }) => name));
    let number = 1;
    while (names.has(`shell ${number}`)) number++;
    return `shell ${number}`;
  }
}
