import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ACK_CHARS, HIGH_WATER_CHARS, MAX_CHUNK_CHARS, MAX_REPLAY_CHARS } from '#contract/limits.ts';
import { Output } from '../../../runner/terminal/output.ts';
import { ReplayLog } from '../../../runner/terminal/replay-log.ts';
import { Acknowledgements } from '../../../src/workbench/acknowledgements.ts';

function counting() {
  const sent: number[] = [];
  return { sent, acknowledgements: new Acknowledgements((chars) => sent.push(chars)) };
}

describe('acknowledgements', () => {
  it('go out in steps, when text was drawn', () => {
    const { sent, acknowledgements } = counting();
    const first = acknowledgements.receive(ACK_CHARS - 1);
    const second = acknowledgements.receive(2);
    assert.deepEqual(sent, []);
    first();
    assert.deepEqual(sent, []);
    second();
    assert.deepEqual(sent, [ACK_CHARS + 1]);
  });

  it('leave out what came before the runner began to count anew', () => {
    const { sent, acknowledgements } = counting();
    acknowledgements.receive(ACK_CHARS - 1)();
    const late = acknowledgements.receive(ACK_CHARS);
    acknowledgements.restart();
    const fresh = acknowledgements.receive(ACK_CHARS);
    late();
    assert.deepEqual(sent, []);
    fresh();
    assert.deepEqual(sent, [ACK_CHARS]);
  });
});

/** A page that draws only when told to, reading a runner's output. */
class SlowPage {
  readonly #output = new Output(new ReplayLog());
  readonly #undrawn: { chars: number; drawn: () => void }[] = [];
  #last = 0;
  gaps = 0;

  constructor() {
    const acknowledgements = new Acknowledgements((chars) => this.#output.acknowledge(reader, chars));
    const reader = {
      data: (seq: number, data: string) => {
        this.#last = seq + data.length;
        this.#undrawn.push({ chars: data.length, drawn: acknowledgements.receive(data.length) });
      },
      gap: () => {
        this.gaps++;
        acknowledgements.restart();
      },
    };
    this.#output.attach(reader);
  }

  get waiting(): number {
    return this.#undrawn.reduce((sum, { chars }) => sum + chars, 0);
  }

  /** A program writes faster than the page draws. */
  flood(chars: number): void {
    for (let at = 0; at < chars; at += 1_000) this.#output.append(`${'x'.repeat(999)}\n`);
    this.#output.flush();
  }

  draw(): void {
    for (const { drawn } of this.#undrawn.splice(0)) drawn();
  }

  get isAtEnd(): boolean {
    return this.#last === this.#output.log.nextSeq;
  }
}

describe('acknowledgements across gaps', () => {
  it('neither hold up the output nor let the page be flooded', () => {
    const page = new SlowPage();
    // What was on its way before a gap is drawn too, before what comes after it.
    const most = 2 * (HIGH_WATER_CHARS + MAX_CHUNK_CHARS);
    for (let round = 1; round <= 20; round++) {
      page.flood(2 * MAX_REPLAY_CHARS);
      assert.ok(page.waiting <= most, `${page.waiting} wait in round ${round}`);
      page.draw();
      assert.equal(page.gaps, round, 'the page goes on after what is gone');
    }
    for (let step = 0; step < 10 && !page.isAtEnd; step++) page.draw();
    assert.equal(page.isAtEnd, true);
  });
});
