import type { RunnerMessage } from '#contract/runner-message.ts';
import type { Runner } from '../runner.ts';
import type { Output, Reader } from '../terminal/output.ts';

/** The shells that one page shows. */
export class TerminalView {
  #runner: Runner;
  #send: (message: RunnerMessage) => void;
  #watched = new Map<string, { output: Output; reader: Reader }>();

  constructor({ runner, send }: { runner: Runner; send: (message: RunnerMessage) => void }) {
    this.#runner = runner;
    this.#send = send;
  }

  /** Reads a shell's output from `seq` on. @throws RunnerError 'terminal.unknown' */
  attach(terminal: string, seq = 0): void {
    const output = this.#runner.terminals.output(terminal);
    this.#detach(terminal);
    const reader: Reader = {
      data: (at, data) => this.#send({ type: 'terminal.data', terminal, seq: at, data }),
      gap: (toSeq, linesGone) => this.#send({ type: 'terminal.gap', terminal, toSeq, linesGone }),
    };
    this.#watched.set(terminal, { output, reader });
    output.attach(reader, seq);
  }

  acknowledge(terminal: string, chars: number): void {
    const watched = this.#watched.get(terminal);
    watched?.output.acknowledge(watched.reader, chars);
  }

  close(): void {
    for (const terminal of [...this.#watched.keys()]) this.#detach(terminal);
  }

  #detach(terminal: string): void {
    const watched = this.#watched.get(terminal);
    watched?.output.detach(watched.reader);
    this.#watched.delete(terminal);
  }
}
