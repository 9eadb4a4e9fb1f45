import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileStatus } from '#contract/messages/file.ts';
import type { Block } from '#contract/read-fence.ts';
import { RunnerError } from '../errors.ts';
import type { Lesson } from '../lessons/lesson.ts';
import { writeAtomic } from '../lib/atomic-file.ts';
import { log } from '../lib/log.ts';
import { listFiles } from './list-files.ts';
import type { NewFile, TrackFiles, WantedFile } from './track-files.ts';

/** What says that files cannot be reached just now. */
const AWAY = ['docker.unavailable', 'docker.failed', 'service.starting', 'service.stopped'];

/** A file that is to be in place, and where its content comes from. */
type Source = WantedFile & { read: () => NewFile };

/**
 * The learner's files on one stack: a folder per track, where its blocks and shells run. A file block's text is kept in
 * the data directory once the learner saved it, so that the lesson's text can always be put back, and so that it is not
 * lost while the folder cannot be reached.
 */
export class Workspace {
  #dir: string;
  #filesOf: (track: string) => TrackFiles;
  /** Saved, but not written yet: lesson and block. */
  #unwritten = new Map<string, { lesson: Lesson; block: Block }>();

  /** @param dir the stack's part of the data directory. */
  constructor(dir: string, filesOf: (track: string) => TrackFiles) {
    this.#dir = dir;
    this.#filesOf = filesOf;
  }

  /**
   * Puts in place what the lesson starts from: `common/` of the track and `files/` of the lesson where they are
   * missing, and its file blocks as the page shows them.
   * @throws what `TrackFiles` throws
   */
  async prepare(lesson: Lesson): Promise<void> {
    const sources = new Map<string, Source>();
    for (const dir of [join(dirname(lesson.dir), 'common'), join(lesson.dir, 'files')])
      for (const path of listFiles(dir)) if (!sources.has(path)) sources.set(path, startFile(dir, path));
    for (const block of lesson.blocks)
      if (block.attributes.file) sources.set(block.attributes.file, this.#fileBlock(lesson, block));
    await this.#putLacking(lesson.track, [...sources.values()]);
  }

  /** The lesson's file blocks, with the learner's text where there is one. */
  files(lesson: Lesson): FileStatus[] {
    return lesson.blocks.filter(({ attributes }) => attributes.file).map((block) => this.file(lesson, block));
  }

  file(lesson: Lesson, block: Block): FileStatus {
    const text = this.#text(lesson, block);
    return { block: block.id, file: block.attributes.file ?? '', edited: text !== block.text, text };
  }

  /** Removes a track's files, and what the learner wrote into its file blocks. @throws what `TrackFiles` throws */
  async empty(track: string): Promise<void> {
    await this.#filesOf(track).empty();
    for (const key of [...this.#unwritten.keys()]) if (key.startsWith(`${track}/`)) this.#unwritten.delete(key);
    rmSync(join(this.#dir, 'edits', track), { recursive: true, force: true });
  }

  /** What checks look at. */
  filesOf(track: string): Pick<TrackFiles, 'read' | 'list'> {
    return this.#filesOf(track);
  }

  /**
   * Keeps the learner's text of a file block and writes the file; when it cannot be reached, `catchUp` does.
   * @throws RunnerError 'data.unwritable'
   */
  async save(lesson: Lesson, { block, text }: { block: Block; text: string }): Promise<FileStatus> {
    const { file = '' } = block.attributes;
    const isAway = await this.#refuseInTheWay(lesson.track, file);
    if (text === block.text) rmSync(this.#editOf(lesson, block), { force: true });
    else writeAtomic(this.#editOf(lesson, block), text);
    this.#unwritten.set(`${lesson.id}/${block.id}`, { lesson, block });
    if (!isAway) await this.catchUp();
    return this.file(lesson, block);
  }

  /** Writes what was saved while files could not be reached. */
  async catchUp(): Promise<void> {
    for (const [key, { lesson, block }] of this.#unwritten) {
      try {
        await this.#putLacking(lesson.track, [this.#fileBlock(lesson, block)]);
        this.#unwritten.delete(key);
      } catch (error) {
        if (!isAway(error)) {
          this.#unwritten.delete(key);
          throw error;
        }
        log.debug({ err: error }, 'a saved file waits until it can be written');
        return;
      }
    }
  }

  /** True when that cannot be seen now. @throws RunnerError 'data.unwritable' */
  async #refuseInTheWay(track: string, file: string): Promise<boolean> {
    try {
      const [state] = await this.#filesOf(track).look([{ path: file, sha256: '' }]);
      if (state !== 'in-the-way') return false;
    } catch (error) {
      if (isAway(error)) return true;
      throw error;
    }
    throw new RunnerError(
      'data.unwritable',
      `${file} cannot be written: a folder, or a file where its folder should be, is in the way.`,
      { hint: 'Rename or remove it in the workspace, then save again.' },
    );
  }

  /** What is in the way stays: the learner has put it there. */
  async #putLacking(track: string, sources: readonly Source[]): Promise<void> {
    const files = this.#filesOf(track);
    const states = await files.look(sources.map(({ path, sha256 }) => ({ path, ...(sha256 !== undefined && { sha256 }) })));
    const lacking = sources.filter((_, index) => states[index] === 'lacking');
    if (lacking.length > 0) await files.put(lacking.map(({ read }) => read()));
  }

  /** As an editor saves it, with a line end; a program when it begins like one. */
  #fileBlock(lesson: Lesson, block: Block): Source {
    const text = `${this.#text(lesson, block)}\n`;
    const path = block.attributes.file ?? '';
    return {
      path,
      sha256: createHash('sha256').update(text).digest('hex'),
      read: () => ({ path, content: Buffer.from(text), ...(text.startsWith('#!') && { mode: 0o755 }) }),
    };
  }

  #text(lesson: Lesson, block: Block): string {
    const edit = this.#editOf(lesson, block);
    return existsSync(edit) ? readFileSync(edit, 'utf8') : block.text;
  }

  #editOf(lesson: Lesson, block: Block): string {
    return join(this.#dir, 'edits', lesson.id, block.id);
  }
}

function startFile(dir: string, path: string): Source {
  const file = join(dir, path);
  return { path, read: () => ({ path, content: readFileSync(file), mode: statSync(file).mode & 0o777 }) };
}

const isAway = (error: unknown): boolean => error instanceof RunnerError && AWAY.includes(error.code);
