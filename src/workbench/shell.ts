import { MAX_INPUT_CHARS } from '#contract/limits.ts';
import type { TerminalStatus } from '#contract/messages/terminal.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { element } from './element.ts';
import { OutputPosition } from './output-position.ts';
import type { RunnerState } from './runner-state.ts';
import type { TerminalView } from './terminal-view.ts';

type Piece = { data: string; drawn: () => void; replay: boolean };

/**
 * One shell of the workbench: hears the runner from where it was, draws, acknowledges what was drawn and sends key
 * strokes. Its terminal is made when it is shown for the first time.
 */
export class Shell {
  readonly element = element('div', { class: 'wb-term' });
  /** The runner sends us its output. */
  isAttached = false;
  readonly #id: string;
  readonly #state: RunnerState;
  readonly #onLeave: () => void;
  readonly #position = new OutputPosition();
  readonly #acknowledgements: Acknowledgements;
  #view: TerminalView | undefined;
  #making = false;
  #waiting: Piece[] = [];
  #replayUntil = 0;
  #wantsFocus = false;

  constructor(id: string, state: RunnerState, onLeave: () => void) {
    this.#id = id;
    this.#state = state;
    this.#onLeave = onLeave;
    this.#position.start(id);
    this.#acknowledgements = new Acknowledgements((chars) => state.client.send({ type: 'terminal.ack', terminal: id, chars }));
  }

  get size(): { cols: number; rows: number } | undefined {
    return this.#view && { cols: this.#view.cols, rows: this.#view.rows };
  }

  /** Output came; what is here already is dropped. */
  take(seq: number, data: string): void {
    const drawn = this.#acknowledgements.receive(data.length);
    const piece = { data: this.#position.take(seq, data), drawn, replay: seq < this.#replayUntil };
    if (this.#view) this.#write(piece);
    else this.#waiting.push(piece);
  }

  /** A part is gone: what follows starts at `toSeq`, on an empty screen. */
  skip(toSeq: number, linesGone: number): void {
    this.#acknowledgements.restart();
    if (!this.#position.skip(toSeq, linesGone)) return;
    this.#waiting = [];
    this.#view?.reset();
  }

  /** The connection went; the runner has to be asked for the rest. */
  detached(): void {
    this.isAttached = false;
  }

  /** The shell is looked at. */
  async show(status: TerminalStatus): Promise<void> {
    await this.#make(status.name);
    this.#view?.setInput(status.running);
    this.#view?.fit();
    if (this.#wantsFocus) this.focus();
    await this.#attach(status);
  }

  /** Puts the keyboard into the shell, as soon as it is there. */
  focus(): void {
    this.#wantsFocus = this.#view === undefined;
    this.#view?.focus();
  }

  dispose(): void {
    this.#view?.dispose();
    this.element.remove();
  }

  async #make(name: string): Promise<void> {
    if (this.#view || this.#making) return;
    this.#making = true;
    const { TerminalView } = await import('./terminal-view.ts');
    const terminal = this.#id;
    const { client } = this.#state;
    this.#view = new TerminalView({
      host: this.element,
      label: `Terminal ${name}`,
      onInput: (data) => {
        for (let at = 0; at < data.length; at += MAX_INPUT_CHARS)
          client.send({ type: 'terminal.input', terminal, data: data.slice(at, at + MAX_INPUT_CHARS) });
      },
      onResize: (size) => client.send({ type: 'terminal.resize', terminal, ...size }),
      onLeave: this.#onLeave,
    });
    for (const piece of this.#waiting.splice(0)) this.#write(piece);
  }

  async #attach(status: TerminalStatus): Promise<void> {
    if (this.isAttached || this.#state.connection !== 'connected') return;
    this.isAttached = true;
    this.#acknowledgements.restart();
    this.#replayUntil = status.nextSeq;
    const seen = this.#position.seq;
    try {
      await this.#state.client.request<'terminal.attach'>({
        type: 'terminal.attach',
        terminal: this.#id,
        ...(seen > 0 ? { seen } : {}),
        ...(this.size ?? { cols: 80, rows: 20 }),
      });
    } catch {
      this.isAttached = false; // the shell or the connection went; the list of shells says which
    }
  }

  #write({ data, drawn, replay }: Piece): void {
    this.#view?.write(data, drawn, replay);
  }
}
