import type { BlockStatus } from '#contract/messages/block.ts';
import type { ProgramPlace } from '#contract/messages/program.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { askOrToast } from './ask-or-toast.ts';
import { BlockOutput } from './block-output.ts';
import { ENDED_STATES } from './end-of-run.ts';
import { OutputPosition } from './output-position.ts';
import type { RunnerState } from './runner-state.ts';

export type ProgramOutputOptions = {
  state: RunnerState;
  place: ProgramPlace;
  /** Where the output and its tools go. */
  put: (output: HTMLElement, tools?: HTMLElement) => void;
  onLeave: () => void;
};

/** The output of a program as the page of its lesson shows it, on any page: read from the runner while it is open. */
export class ProgramOutput {
  readonly #state: RunnerState;
  readonly #place: ProgramPlace;
  readonly #position = new OutputPosition();
  readonly #acknowledgements: Acknowledgements;
  readonly #output: BlockOutput;
  readonly #forget: (() => void)[];
  #status: BlockStatus | undefined;
  #connections = 0;
  #replayUntil = 0;

  constructor({ state, place, put, onLeave }: ProgramOutputOptions) {
    const { client } = state;
    this.#state = state;
    this.#place = place;
    const run = () => this.#position.run ?? '';
    this.#acknowledgements = new Acknowledgements((chars) => client.send({ type: 'program.ack', ...place, run: run(), chars }));
    this.#output = new BlockOutput(
      place.block,
      { place: put },
      {
        onInput: (data) => client.send({ type: 'block.input', ...place, run: run(), data }),
        onResize: () => undefined, // The size is that of the block in its lesson.
        onClear: () => void askOrToast(() => client.request<'block.clear'>({ type: 'block.clear', ...place })),
        onLeave,
        pageOf: (service) => state.stack?.services.find((each) => each.service === service)?.ui,
      },
    );
    const isMine = (message: ProgramPlace & { run: string }) =>
      message.lesson === place.lesson && message.block === place.block && message.run === this.#position.run;
    this.#forget = [
      client.on('program.data', (message) => {
        if (isMine(message)) this.#take(message.seq, message.data);
      }),
      client.on('program.gap', (message) => {
        if (!isMine(message)) return;
        this.#acknowledgements.restart();
        if (this.#position.skip(message.toSeq, message.linesGone)) this.#output.reset();
      }),
    ];
  }

  /** Adapts to a state: another run is read from its start, and after a reconnect it is read again. */
  follow(status: BlockStatus): void {
    this.#status = status;
    const isOther = status.run !== this.#position.run;
    const isBack = this.#connections !== this.#state.connections;
    if (isOther) {
      this.#position.start(status.run, status.firstSeq, status.linesGone);
      this.#output.reset();
    }
    if ((isOther || isBack) && status.run !== null && this.#state.connection === 'connected') this.#attach(status);
    void this.#describe();
  }

  /** Reads no more, and takes the output off the page. */
  close(): void {
    for (const forget of this.#forget) forget();
    if (this.#state.connection === 'connected')
      this.#state.client.request<'program.detach'>({ type: 'program.detach', ...this.#place }).catch(() => undefined); // gone: nobody reads
    this.#output.dispose();
  }

  #attach(status: BlockStatus): void {
    this.#connections = this.#state.connections;
    this.#acknowledgements.restart();
    this.#replayUntil = status.nextSeq;
    void askOrToast(() => this.#state.client.request<'program.attach'>({ type: 'program.attach', ...this.#place }));
  }

  #take(seq: number, data: string): void {
    const drawn = this.#acknowledgements.receive(data.length);
    this.#output.write(this.#position.take(seq, data), drawn, seq < this.#replayUntil);
    if (this.#status && ENDED_STATES.includes(this.#status.state)) void this.#describe();
  }

  async #describe(): Promise<void> {
    const status = this.#status;
    const lines = await this.#output.setRunning(status?.state === 'running');
    if (status !== this.#status || status?.state === 'running') return;
    this.#output.setNote(lines === 0 && this.#position.seq >= (status?.nextSeq ?? 0) ? 'No output.' : '');
  }
}
