import type { ProgramPlace } from '#contract/messages/program.ts';
import type { RunnerMessage } from '#contract/runner-message.ts';
import { findBlock } from '../lessons/lesson.ts';
import type { Runner } from '../runner.ts';
import type { Output, Reader } from '../terminal/output.ts';

/** How often a page that watches hears of the pace (ms). */
const PACE_MS = 1_000;

/** The programs in the background that one page looks at: their pace, and the outputs it has open. */
export class ProgramView {
  #runner: Runner;
  #send: (message: RunnerMessage) => void;
  #timer: NodeJS.Timeout | undefined;
  #told = '';
  #read = new Map<string, { run: string; output: Output; reader: Reader }>();

  constructor({ runner, send }: { runner: Runner; send: (message: RunnerMessage) => void }) {
    this.#runner = runner;
    this.#send = send;
  }

  /** Tells the pace now, and once a second what has changed; or no more. */
  watch(watches: boolean): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (!watches) return;
    this.#told = '';
    this.#tell();
    this.#timer = setInterval(() => this.#tell(), PACE_MS);
  }

  /** Reads the output of a program's latest run. @throws RunnerError 'block.unknown' | 'lesson.unknown' */
  attach({ lesson: lessonId, block: blockId }: ProgramPlace): void {
    this.detach({ lesson: lessonId, block: blockId });
    const { lessons, blocks } = this.#runner;
    const lesson = lessons.find(lessonId) ?? lessons.get(lessonId);
    const block = findBlock(lesson, blockId);
    const { run } = blocks.status(lesson, block);
    const output = blocks.output(lesson, block);
    if (!output || run === null) return;
    const where = { lesson: lesson.id, block: block.id, run };
    const reader: Reader = {
      data: (seq, data) => this.#send({ type: 'program.data', ...where, seq, data }),
      gap: (toSeq, linesGone) => this.#send({ type: 'program.gap', ...where, toSeq, linesGone }),
    };
    this.#read.set(keyOf(where), { run, output, reader });
    output.attach(reader);
  }

  detach(place: ProgramPlace): void {
    const read = this.#read.get(keyOf(place));
    read?.output.detach(read.reader);
    this.#read.delete(keyOf(place));
  }

  acknowledge({ run, chars, ...place }: ProgramPlace & { run: string; chars: number }): void {
    const read = this.#read.get(keyOf(place));
    if (read?.run === run) read.output.acknowledge(read.reader, chars);
  }

  close(): void {
    this.watch(false);
    for (const { output, reader } of this.#read.values()) output.detach(reader);
    this.#read.clear();
  }

  #tell(): void {
    const paces = this.#runner.programs.paces();
    const told = JSON.stringify(paces);
    if (told === this.#told) return;
    this.#told = told;
    this.#send({ type: 'program.paces', paces });
  }
}

const keyOf = ({ lesson, block }: ProgramPlace): string => `${lesson}/${block}`;
