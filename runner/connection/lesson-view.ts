import type { Block } from '#contract/read-fence.ts';
import type { RunnerMessage } from '#contract/runner-message.ts';
import type { Lesson } from '../lessons/lesson.ts';
import type { Runner } from '../runner.ts';
import type { Output, Reader } from '../terminal/output.ts';

/** Up to where a page has an output. */
export type Seen = Record<string, { run: string; seq: number }>;

type Watched = { run: string; output: Output; reader: Reader };

/** The lesson that one page shows: it hears of its blocks' output, at its own pace. */
export class LessonView {
  readonly lesson: string;
  #runner: Runner;
  #send: (message: RunnerMessage) => void;
  #watched = new Map<string, Watched>();

  constructor(lesson: string, { runner, send }: { runner: Runner; send: (message: RunnerMessage) => void }) {
    this.lesson = lesson;
    this.#runner = runner;
    this.#send = send;
  }

  /** Reads every output of the lesson: from where the page has it, or all that is kept. */
  watch(lesson: Lesson, seen: Seen = {}): void {
    for (const block of lesson.blocks) {
      const { run } = this.#runner.blocks.status(lesson, block);
      const known = seen[block.id];
      this.#attach(lesson, block, known && known.run === run ? known.seq : 0);
    }
  }

  /** Reads the output of a block's new run, when there is one. */
  follow(blockId: string): void {
    const lesson = this.#runner.lessons.find(this.lesson);
    const block = lesson?.blocks.find(({ id }) => id === blockId);
    if (lesson && block) this.#attach(lesson, block, 0);
  }

  acknowledge({ block, run, chars }: { block: string; run: string; chars: number }): void {
    const watched = this.#watched.get(block);
    if (watched?.run === run) watched.output.acknowledge(watched.reader, chars);
  }

  close(): void {
    for (const { output, reader } of this.#watched.values()) output.detach(reader);
    this.#watched.clear();
  }

  #attach(lesson: Lesson, block: Block, seq: number): void {
    const { run } = this.#runner.blocks.status(lesson, block);
    const before = this.#watched.get(block.id);
    if (before?.run === run) return;
    before?.output.detach(before.reader);
    this.#watched.delete(block.id);
    const output = this.#runner.blocks.output(lesson, block);
    if (!output || run === null) return;
    const where = { lesson: lesson.id, block: block.id, run };
    const reader: Reader = {
      data: (at, data) => this.#send({ type: 'block.data', ...where, seq: at, data }),
      gap: (toSeq, linesGone) => this.#send({ type: 'block.gap', ...where, toSeq, linesGone }),
    };
    this.#watched.set(block.id, { run, output, reader });
    output.attach(reader, seq);
  }
}
