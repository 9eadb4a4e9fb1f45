import assert from 'node:assert/strict';
import type { BlockState, BlockStatus } from '#contract/messages/block.ts';
import type { RunnerMessageOf } from '#contract/runner-message.ts';
import { eventually } from './eventually.ts';
import { RunnerClient } from './runner-client.ts';

type Gap = { toSeq: number; linesGone: number };

/**
 * One block as a page shows it: its state and output. Every piece must begin where the one before ended, or after a
 * gap that was said; so a piece that is lost or comes twice fails the test that looks.
 */
export class PageBlock {
  readonly client: RunnerClient;
  readonly block: string;
  lesson: string;
  status: BlockStatus | undefined;
  run: string | undefined;
  /** The position after the last character that came. */
  seq: number;
  text = '';
  gaps: Gap[] = [];
  /** Acknowledge what comes, as a page that draws it. */
  isReading = true;
  #hash = '';
  #wrong: string | undefined;

  private constructor(
    client: RunnerClient,
    { lesson, block, run, seq }: { lesson: string; block: string; run?: string; seq: number },
  ) {
    this.client = client;
    this.lesson = lesson;
    this.block = block;
    this.run = run;
    this.seq = seq;
    client.on('lesson.state', (state) => this.#hearLesson(state));
    client.on('block.state', ({ status }) => {
      if (status.block === block) this.#hearStatus(status);
    });
    client.on('block.data', (message) => this.#hearData(message));
    client.on('block.gap', (message) => {
      if (message.block !== block || message.run !== this.run) return;
      this.gaps.push({ toSeq: message.toSeq, linesGone: message.linesGone });
      this.seq = message.toSeq;
    });
  }

  /** A page of its own that shows the block; `seen` is how far a page that comes back had it. */
  static async open(
    runner: { url: string; cookie: string },
    { lesson, block, seen }: { lesson: string; block: string; seen?: { run: string; seq: number } },
  ): Promise<PageBlock> {
    const { client } = await RunnerClient.connect(runner);
    const page = new PageBlock(client, { lesson, block, seq: seen?.seq ?? 0, ...(seen && { run: seen.run }) });
    await client.openLesson(lesson, seen && { [block]: seen });
    return page;
  }

  /** Clicks Run; resolves when the runner has started it. */
  async start(text?: string): Promise<void> {
    const { lesson, block } = this;
    await this.client.request({
      type: 'block.run',
      lesson,
      block,
      hash: this.#hash,
      cols: 80,
      rows: 24,
      ...(text !== undefined && { text }),
    });
  }

  async stop(): Promise<void> {
    await this.client.request({ type: 'block.stop', lesson: this.lesson, block: this.block });
  }

  async clear(): Promise<void> {
    await this.client.request({ type: 'block.clear', lesson: this.lesson, block: this.block });
  }

  type(data: string): void {
    this.client.send({ type: 'block.input', lesson: this.lesson, block: this.block, run: this.run ?? '', data });
  }

  /** Acknowledges what a page that did not read has by now drawn. */
  acknowledge(chars: number): void {
    this.client.send({ type: 'block.ack', lesson: this.lesson, block: this.block, run: this.run ?? '', chars });
  }

  /** Waits until the block is in a state, with all its output here. */
  async until(...states: BlockState[]): Promise<BlockStatus> {
    return await eventually(
      () => {
        assert.equal(this.#wrong, undefined);
        assert.ok(
          this.status && states.includes(this.status.state),
          `${this.block} is ${this.status?.state}: ${this.text.slice(-500)}`,
        );
        if (states[0] !== 'running' && states[0] !== 'waiting') assert.equal(this.seq, this.status.nextSeq, 'all output is here');
        return this.status;
      },
      { withinMs: 30_000 },
    );
  }

  /** Waits until the output shows a text. */
  async untilShown(pattern: RegExp): Promise<void> {
    await eventually(() => assert.match(this.text, pattern), { withinMs: 30_000 });
    assert.equal(this.#wrong, undefined);
  }

  /** Runs it to its end. */
  async runToEnd(text?: string): Promise<BlockStatus> {
    await this.start(text);
    return await this.until('ok', 'failed', 'stopped');
  }

  close(): void {
    this.client.close();
  }

  /** Cuts the connection without a word, as a network does. */
  cut(): void {
    this.client.socket.terminate();
  }

  #hearLesson(state: RunnerMessageOf<'lesson.state'>): void {
    if (state.lesson !== this.lesson) return;
    this.#hash = state.hashes[this.block] ?? '';
    const status = state.blocks.find(({ block }) => block === this.block);
    if (status) this.#hearStatus(status);
  }

  #hearStatus(status: BlockStatus): void {
    this.status = status;
    if ((status.run ?? undefined) === this.run) return;
    this.run = status.run ?? undefined;
    this.seq = 0;
    this.text = '';
    this.gaps = [];
  }

  #hearData({ block, run, seq, data }: RunnerMessageOf<'block.data'>): void {
    if (block !== this.block) return;
    if (run !== this.run) this.#wrong ??= `Output of run ${run} came while ${this.run} is shown.`;
    if (seq !== this.seq) this.#wrong ??= `Output from ${seq} on came, ${this.seq} is next.`;
    this.seq = seq + data.length;
    this.text += data;
    if (this.isReading) this.acknowledge(data.length);
  }
}
