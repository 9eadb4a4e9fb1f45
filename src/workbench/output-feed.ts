import type { BlockStatus } from '#contract/messages/block.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { ENDED_STATES } from './end-of-run.ts';
import { OutputPosition } from './output-position.ts';
import type { OutputEvents, OutputView } from './output-view.ts';
import type { RunnerState } from './runner-state.ts';
import { STACK_NAMES } from './stack-words.ts';

/** Rows a block's terminal has before there is one, as in the lazy part. */
const ROWS = 20;
/** A character's width at 13 px, before the terminal has measured it. */
const CHAR_PX = 7.83;
/** Beside the text: the frame's padding at the left, and the room the terminal keeps for its scroll bar. */
const PADDING_PX = 0.9 * 16 + 14;

/** A terminal with so many lines may have let go of older ones. */
const FULL_LINES = 5_000;

type Piece = { data: string; drawn: () => void; replay: boolean };

/**
 * Brings a block's output from the runner into its terminal: in order, once, acknowledged when drawn. The terminal is
 * loaded when the first run has something to show; until then pieces wait here (the runner sends no more than
 * HIGH_WATER_CHARS without an acknowledgement).
 */
export class OutputFeed {
  output: OutputView | undefined;
  readonly position = new OutputPosition();
  readonly #host: HTMLElement;
  readonly #state: RunnerState;
  readonly #lesson: string;
  readonly #block: string;
  readonly #acknowledgements: Acknowledgements;
  #connections = 0;
  #loading = false;
  #waiting: Piece[] = [];
  /** What the runner had of which run when it told of the lesson: that much was there before. */
  #replay: { run: string | null; until: number } = { run: null, until: 0 };
  #status: BlockStatus | undefined;
  #wantsOutput = false;
  /** The output begins in the middle: what came before is gone. */
  #isCut = false;

  constructor(host: HTMLElement, state: RunnerState) {
    this.#host = host;
    this.#state = state;
    this.#lesson = host.dataset.lesson ?? '';
    this.#block = host.dataset.block ?? '';
    const where = { lesson: this.#lesson, block: this.#block };
    this.#acknowledgements = new Acknowledgements((chars) =>
      state.client.send({ type: 'block.ack', ...where, run: this.position.run ?? '', chars }),
    );
    const mine = (message: { lesson: string; block: string }) => message.lesson === this.#lesson && message.block === this.#block;
    state.client.on('block.data', (message) => {
      if (mine(message)) this.#take(message.run, message.seq, message.data);
    });
    state.client.on('block.gap', (message) => {
      if (!mine(message) || message.run !== this.position.run) return;
      this.#acknowledgements.restart();
      if (this.position.skip(message.toSeq, message.linesGone)) this.#startOver();
    });
  }

  /** The size to run with. */
  size(): { cols: number; rows: number } {
    const cols = Math.floor((this.#host.clientWidth - PADDING_PX) / CHAR_PX);
    return this.output?.size ?? { cols: Math.min(500, Math.max(20, cols)), rows: ROWS };
  }

  /** The runner told the whole lesson anew: goes on where the page was, or starts over. Returns lines that were missed. */
  reopen(status: BlockStatus | undefined): number {
    if (this.#connections !== this.#state.connections) this.#acknowledgements.restart();
    this.#connections = this.#state.connections;
    if (!status) return 0;
    this.#replay = { run: status.run, until: status.nextSeq };
    const missed = this.position.missed(status);
    if (missed > 0 && this.position.skip(status.firstSeq, status.linesGone)) this.#startOver();
    return missed;
  }

  /** Adapts to a state: another run, its end, or a cleared block. */
  follow(status: BlockStatus | undefined): void {
    this.#status = status;
    if (!status || status.run === null) {
      this.position.start(null);
      this.#acknowledgements.restart();
      this.#dropWaiting();
      this.#wantsOutput = false;
      this.output?.dispose();
      this.output = undefined;
      return;
    }
    if (status.run !== this.position.run) {
      this.position.start(status.run, status.firstSeq, status.linesGone);
      this.#acknowledgements.restart();
      this.#startOver();
    }
    this.#wantsOutput = status.state !== 'waiting' && status.state !== 'idle';
    if (this.#wantsOutput) this.#load();
    this.#describe();
  }

  #take(run: string, seq: number, data: string): void {
    if (run !== this.position.run) {
      this.position.start(run, seq);
      this.#acknowledgements.restart();
      this.#startOver();
    }
    const drawn = this.#acknowledgements.receive(data.length);
    const piece = { data: this.position.take(seq, data), drawn, replay: run === this.#replay.run && seq < this.#replay.until };
    if (this.output) this.#write(piece);
    else {
      this.#waiting.push(piece);
      this.#wantsOutput = true;
      this.#load();
    }
  }

  #startOver(): void {
    this.#isCut = this.position.seq > 0;
    this.#dropWaiting();
    this.output?.reset(this.#isCut);
  }

  #dropWaiting(): void {
    for (const { drawn } of this.#waiting.splice(0)) drawn();
  }

  #write({ data, drawn, replay }: Piece): void {
    this.output?.write(data, drawn, replay);
    // Of a run that has ended, output may come after its end: what was said of an output without it is not true any more.
    if (this.#status && ENDED_STATES.includes(this.#status.state)) this.#describe();
  }

  async #load(): Promise<void> {
    if (this.output || this.#loading) return;
    this.#loading = true;
    try {
      const make = await this.#makeOutput();
      if (!this.#wantsOutput || this.output) return;
      this.output = make();
      if (this.#isCut) this.output.reset(true);
      for (const piece of this.#waiting.splice(0)) this.#write(piece);
      this.#describe();
    } finally {
      this.#loading = false;
    }
  }

  /** A terminal, or a table when the language of the block has rows. */
  async #makeOutput(): Promise<() => OutputView> {
    const parent = { place: (output: HTMLElement, tools?: HTMLElement) => this.#place(output, tools) };
    if (this.#host.dataset.output === 'rows') {
      const { RowsOutput } = await import('./rows-output.ts');
      return () => new RowsOutput(this.#block, parent, this.#events());
    }
    const { BlockOutput } = await import('./block-output.ts');
    return () => new BlockOutput(this.#block, parent, this.#events());
  }

  #place(output: HTMLElement, tools?: HTMLElement): void {
    this.#host.querySelector('.rb-bar')?.after(output);
    if (tools) this.#host.querySelector('.rb-tools [data-tool=edit]')?.before(tools);
  }

  #events(): OutputEvents {
    const { client } = this.#state;
    const where = { lesson: this.#lesson, block: this.#block };
    const run = () => this.position.run ?? '';
    return {
      onInput: (data: string) => client.send({ type: 'block.input', ...where, run: run(), data }),
      onResize: (size: { cols: number; rows: number }) => {
        if (this.#status?.state === 'running') client.send({ type: 'block.resize', ...where, run: run(), ...size });
      },
      onClear: () => {
        client.request<'block.clear'>({ type: 'block.clear', ...where }).catch(() => {
          // Without a runner nothing is cleared; the banner says why.
        });
      },
      onLeave: () => this.#host.querySelector<HTMLElement>('.rb-bar .btn')?.focus(),
      pageOf: (service: string) => this.#state.stack?.services.find((each) => each.service === service)?.ui,
    };
  }

  /** Says what the terminal cannot: nothing was written, lines are gone, another stack. */
  async #describe(): Promise<void> {
    const { output, position } = this;
    const status = this.#status;
    if (!output || !status) return;
    const running = status.state === 'running';
    const whose = otherText(this.#host.dataset.from);
    if (status.stack !== this.#state.stackId) output.setNote(otherStack(status));
    else if (running) output.setNote(whose);
    const here = await output.setRunning(running);
    if (status !== this.#status || running || status.stack !== this.#state.stackId) return;
    const gone = position.linesGone + (here >= FULL_LINES ? Math.max(0, position.linesTaken - here) : 0);
    if (here === 0 && position.linesGone === 0 && position.seq >= status.nextSeq) output.setNote(`${whose} No output.`.trim());
    else output.setNote(`${whose} ${gone > 0 ? linesGone(gone, here, output.noun) : ''}`.trim());
  }
}

/** Above an output whose command is another one than the block shows. */
function otherText(from: string | undefined): string {
  if (from === undefined) return '';
  return from === 'learner'
    ? 'From your edited text, not from the text above.'
    : 'From the lesson’s text, not from your text above.';
}

function linesGone(gone: number, here: number, noun: string): string {
  const n = (count: number) => count.toLocaleString('en-US');
  return `The first ${n(gone)} ${noun} are gone; the last ${n(here)} are here.`;
}

function otherStack({ stack, startedAt }: BlockStatus): string {
  const when =
    startedAt === undefined
      ? ''
      : `, ${new Date(startedAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}`;
  return `From the ${STACK_NAMES[stack]} stack${when}.`;
}
