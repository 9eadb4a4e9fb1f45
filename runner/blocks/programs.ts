import type { BlockStatus } from '#contract/messages/block.ts';
import type { ProgramPace, ProgramPlace, ProgramStatus } from '#contract/messages/program.ts';
import type { Block } from '#contract/read-fence.ts';
import { RunnerError } from '../errors.ts';
import { findBlock, type Lesson } from '../lessons/lesson.ts';
import type { Lessons } from '../lessons/lessons.ts';
import { log } from '../lib/log.ts';
import type { Blocks } from './blocks.ts';
import { complaint } from './complaint.ts';
import { programName } from './program-name.ts';

/** The terminal of programs that nobody has started from a page. */
const SIZE = { cols: 120, rows: 20 };

type Found = { lesson: Lesson; block: Block };

/** The blocks that go on in the background, in all lessons on one stack: programs that later lessons need, too. */
export class Programs {
  #lessons: Lessons;
  #blocks: Blocks;

  constructor({ lessons, blocks }: { lessons: Lessons; blocks: Blocks }) {
    this.#lessons = lessons;
    this.#blocks = blocks;
  }

  /** All of them, in the order of lessons. */
  list(): ProgramStatus[] {
    return this.#all().map(({ lesson, block }) => ({
      lesson: lesson.id,
      title: lesson.fields.title,
      ...(block.attributes.file !== undefined && { file: block.attributes.file }),
      status: { ...this.#blocks.status(lesson, block), text: undefined },
    }));
  }

  /** How fast those that run or ran show lines. */
  paces(): ProgramPace[] {
    return this.#all()
      .filter(({ lesson, block }) => this.#blocks.status(lesson, block).run !== null)
      .map(({ lesson, block }) => ({ lesson: lesson.id, block: block.id, ...this.#blocks.pace(lesson, block) }));
  }

  /** How the program of a track that runs a file is: the one that goes on, or else the latest that ran. Undefined when no lesson has it. */
  ofFile(track: string, file: string): { status: BlockStatus; newest: string } | undefined {
    const all = this.#all(track).filter(({ block }) => block.attributes.file === file);
    const known = all.map(({ lesson, block }) => ({ lesson, block, status: this.#blocks.status(lesson, block) }));
    const found =
      known.find(({ status }) => status.state === 'running') ?? known.findLast(({ status }) => status.run !== null) ?? known[0];
    if (!found) return undefined;
    return { status: found.status, newest: this.#blocks.pace(found.lesson, found.block).newest };
  }

  /** Whether a block is one of them. */
  has({ lesson, block }: ProgramPlace): boolean {
    return this.#lessons.find(lesson)?.blocks.some(({ id, attributes }) => id === block && attributes.background) ?? false;
  }

  /** What a lesson's `programs` name: the latest block of that name in the lessons before it. A name that nothing has is left out; the site tells its author. */
  neededBy(lesson: Lesson): ProgramPlace[] {
    return this.#needed(lesson).map((found) => ({ lesson: found.lesson.id, block: found.block.id }));
  }

  /** Those of a lesson that have ended with an error, with how, and the last line that they showed. */
  failed(lesson: Lesson): { block: string; name: string; how: string; newest: string }[] {
    const own = lesson.blocks.filter(({ attributes }) => attributes.background);
    return own.flatMap((block) => {
      const status = this.#blocks.status(lesson, block);
      if (status.state !== 'failed') return [];
      return {
        block: block.id,
        name: programName(block),
        how: complaint(status) ?? status.state,
        newest: this.#blocks.pace(lesson, block).newest,
      };
    });
  }

  /**
   * Starts what a lesson needs and does not run, in order, each when the one before is ready.
   * @throws RunnerError 'program.failed' naming the one that did not become ready; what `Blocks.start` throws
   */
  async start(lesson: Lesson): Promise<void> {
    for (const found of this.#needed(lesson)) if (!this.#isUp(found)) await this.#run(found);
  }

  /** Runs one once more. @throws as `start`, and RunnerError 'block.unknown' */
  async run(place: ProgramPlace): Promise<void> {
    const lesson = this.#lessons.get(place.lesson);
    const block = findBlock(lesson, place.block);
    if (!block.attributes.background)
      throw new RunnerError('block.unsupported', `The block ${block.id} does not run in the background.`);
    await this.#blocks.start(lesson, block, { text: this.#blocks.status(lesson, block).text, ...SIZE });
  }

  async #run({ lesson, block }: Found): Promise<void> {
    const why = complaint(await this.#blocks.runToEnd(lesson, block, SIZE));
    if (why === undefined) return;
    throw new RunnerError('program.failed', `${programName(block)} of “${lesson.fields.title}” did not become ready: ${why}.`, {
      hint: 'Its output is in the workbench, under Programs.',
    });
  }

  #isUp({ lesson, block }: Found): boolean {
    const { state, readyMs } = this.#blocks.status(lesson, block);
    return state === 'running' && readyMs !== undefined;
  }

  #needed(lesson: Lesson): Found[] {
    if (lesson.fields.programs.length === 0) return [];
    const ids = this.#lessons.list().map(({ id }) => id);
    const before = ids.slice(0, ids.indexOf(lesson.id));
    const known = this.#all(lesson.track).filter((found) => before.includes(found.lesson.id));
    return lesson.fields.programs.flatMap((id) => known.findLast(({ block }) => block.id === id) ?? []);
  }

  #all(track?: string): Found[] {
    return this.#lessons.list().flatMap(({ id }) => {
      if (track !== undefined && !id.startsWith(`${track}/`)) return [];
      try {
        const lesson = this.#lessons.get(id);
        return lesson.blocks.filter(({ attributes }) => attributes.background).map((block) => ({ lesson, block }));
      } catch (error) {
        log.debug({ err: error }, 'a lesson has a mistake'); // The site says it, with file and line.
        return [];
      }
    });
  }
}
