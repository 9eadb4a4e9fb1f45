import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileStatus, OutsideText } from '#contract/messages/file.ts';
import type { Block } from '#contract/read-fence.ts';
import { RunnerError } from '../errors.ts';
import type { Lesson } from '../lessons/lesson.ts';
import { writeAtomic } from '../lib/atomic-file.ts';
import { log } from '../lib/log.ts';
import { hashOf } from './hash-of.ts';
import { listFiles } from './list-files.ts';
import { outsideTexts } from './outside-texts.ts';
import type { NewFile, TrackFiles, WantedFile } from './track-files.ts';
import { WrittenFiles } from './written-files.ts';

/** What says that files cannot be reached just now. */
const AWAY = ['docker.unavailable', 'docker.failed', 'service.starting', 'service.stopped'];

/** A file that is to be in place, and where its content comes from. */
type Source = WantedFile & { read: () => NewFile };

/** A text that was saved. `givenUp`: what somebody else had written into the file, when the learner chose this one instead. */
type Unwritten = { lesson: Lesson; block: Block; givenUp: OutsideText | undefined };

export type WorkspaceOptions = {
  filesOf: (track: string) => TrackFiles;
  /** A file block was changed outside of the page, or is no longer. */
  changed: (lesson: Lesson, status: FileStatus) => void;
};

/**
 * The learner's files on one stack: a folder per track, where its blocks and shells run. A file block's text is kept in
 * the data directory once the learner saved it, so that the lesson's text can always be put back, and so that it is not
 * lost while the folder cannot be reached.
 */
export class Workspace {
  #dir: string;
  #options: WorkspaceOptions;
  #written: WrittenFiles;
  /** What was found in files that somebody else has changed: track and path. */
  #outside = new Map<string, OutsideText>();
  /** Saved, but not written yet: lesson and block. */
  #unwritten = new Map<string, Unwritten>();

  /** @param dir the stack's part of the data directory. */
  constructor(dir: string, options: WorkspaceOptions) {
    this.#dir = dir;
    this.#options = options;
    this.#written = new WrittenFiles(dir);
  }

  /**
   * Puts in place what the lesson starts from: `common/` of the track and `files/` of the lesson where they are
   * missing, and its file blocks as the page shows them; but what somebody else has written into one stays, and is told.
   * @throws what `TrackFiles` throws
   */
  async prepare(lesson: Lesson): Promise<void> {
    const sources = new Map<string, Source>();
    for (const dir of [join(dirname(lesson.dir), 'common'), join(lesson.dir, 'files')])
      for (const path of listFiles(dir)) if (!sources.has(path)) sources.set(path, startFile(dir, path));
    for (const block of lesson.blocks)
      if (block.attributes.file) sources.set(block.attributes.file, this.#fileBlock(lesson, block));
    this.#found(lesson, await this.#putLacking(lesson.track, [...sources.values()]));
  }

  /** Looks whether somebody else has changed the lesson's file blocks. Nothing is written, and nothing said of files that cannot be reached. */
  async lookOutside(lesson: Lesson): Promise<void> {
    const { track } = lesson;
    const blocks = lesson.blocks.filter(({ attributes }) => attributes.file !== undefined);
    if (!this.#written.of(track) || blocks.length === 0) return;
    try {
      const files = this.#options.filesOf(track);
      const sources = blocks.map((block) => this.#fileBlock(lesson, block));
      const states = await files.look(sources.map(({ path, sha256 = '' }) => ({ path, sha256 })));
      const lacking = sources.filter((_, index) => states[index] === 'lacking');
      this.#found(lesson, await outsideTexts(files, { lacking, writtenNow: () => this.#written.of(track) }));
    } catch (error) {
      if (!isAway(error)) throw error;
    }
  }

  /** The lesson's file blocks, with the learner's text where there is one. */
  files(lesson: Lesson): FileStatus[] {
    return lesson.blocks.filter(({ attributes }) => attributes.file).map((block) => this.file(lesson, block));
  }

  file(lesson: Lesson, block: Block): FileStatus {
    const text = this.#text(lesson, block);
    const file = block.attributes.file ?? '';
    const outside = this.#outside.get(`${lesson.track}/${file}`);
    return { block: block.id, file, edited: text !== block.text, text, ...(outside && { outside }) };
  }

  /** Removes a track's files, and what the learner wrote into its file blocks. @throws what `TrackFiles` throws */
  async empty(track: string): Promise<void> {
    await this.#options.filesOf(track).empty();
    for (const known of [this.#unwritten, this.#outside])
      for (const key of [...known.keys()]) if (key.startsWith(`${track}/`)) known.delete(key);
    this.#written.forget(track);
    rmSync(join(this.#dir, 'edits', track), { recursive: true, force: true });
  }

  /** What checks look at. */
  filesOf(track: string): Pick<TrackFiles, 'read' | 'list'> {
    return this.#options.filesOf(track);
  }

  /**
   * Keeps the learner's text of a file block and writes the file; when it cannot be reached, `catchUp` does. `overwrites`:
   * also what somebody else has written into it, as it was told last.
   * @throws RunnerError 'data.unwritable' | 'file.changed'
   */
  async save(
    lesson: Lesson,
    { block, text, overwrites = false }: { block: Block; text: string; overwrites?: boolean | undefined },
  ): Promise<FileStatus> {
    const { file = '' } = block.attributes;
    const [key, outsideKey] = [`${lesson.id}/${block.id}`, `${lesson.track}/${file}`];
    const givenUp = overwrites ? this.#outside.get(outsideKey) : this.#unwritten.get(key)?.givenUp;
    const isAway = await this.#refuse(lesson, { file, text, givenUp });
    const wasOutside = this.#outside.delete(outsideKey);
    if (text === block.text) rmSync(this.#editOf(lesson, block), { force: true });
    else writeAtomic(this.#editOf(lesson, block), text);
    this.#unwritten.set(key, { lesson, block, givenUp });
    if (!isAway) await this.catchUp();
    const status = this.file(lesson, block);
    if (wasOutside) this.#options.changed(lesson, status);
    return status;
  }

  /** Writes what was saved while files could not be reached; what somebody else has written into one meanwhile stays, and is told. */
  async catchUp(): Promise<void> {
    for (const [key, saved] of this.#unwritten) {
      const { lesson, block, givenUp } = saved;
      const isDone = () => this.#unwritten.get(key) === saved && this.#unwritten.delete(key);
      try {
        const kept = await this.#putLacking(lesson.track, [this.#fileBlock(lesson, block)], givenUp);
        isDone();
        this.#found(lesson, kept, block.attributes.file);
      } catch (error) {
        if (!isAway(error)) {
          isDone();
          throw error;
        }
        log.debug({ err: error }, 'a saved file waits until it can be written');
        return;
      }
    }
  }

  /** True when that cannot be seen now. @throws RunnerError 'data.unwritable' | 'file.changed' */
  async #refuse(
    lesson: Lesson,
    { file: path, text, givenUp }: { file: string; text: string; givenUp: OutsideText | undefined },
  ): Promise<boolean> {
    try {
      const files = this.#options.filesOf(lesson.track);
      const wanted = { path, sha256: hashOf(`${text}\n`) };
      const [state] = await files.look([wanted]);
      if (state === 'in-the-way') throw inTheWay(path);
      if (state === 'right') return false;
      const found = await outsideTexts(files, { lacking: [wanted], writtenNow: () => this.#written.of(lesson.track) });
      if (isSame(found.get(path), givenUp)) return false;
      this.#found(lesson, found, path);
      if (!found.has(path)) return false;
    } catch (error) {
      if (isAway(error)) return true;
      throw error;
    }
    throw new RunnerError('file.changed', `${path} was changed outside of this page.`, {
      hint: 'In the lesson that has it, choose which text stays.',
    });
  }

  /** Tells of what somebody else has written into file blocks of a lesson, or `only` one of them, and of what is no longer so. */
  #found(lesson: Lesson, found: ReadonlyMap<string, OutsideText>, only?: string): void {
    for (const block of lesson.blocks) {
      const { file } = block.attributes;
      if (file === undefined || file !== (only ?? file)) continue;
      const key = `${lesson.track}/${file}`;
      const [before, now] = [this.#outside.get(key), found.get(file)];
      if (before?.text === now?.text && (before === undefined) === (now === undefined)) continue;
      if (now) this.#outside.set(key, now);
      else this.#outside.delete(key);
      this.#options.changed(lesson, this.file(lesson, block));
    }
  }

  /**
   * Puts files in place. What is in the way stays: the learner has put it there. So does what somebody else has written
   * into one, which is returned, unless it was `givenUp`.
   */
  async #putLacking(track: string, sources: readonly Source[], givenUp?: OutsideText): Promise<Map<string, OutsideText>> {
    const files = this.#options.filesOf(track);
    const states = await files.look(sources.map(({ path, sha256 }) => ({ path, ...(sha256 !== undefined && { sha256 }) })));
    const lacking = sources.filter((_, index) => states[index] === 'lacking');
    const kept = await outsideTexts(files, { lacking, writtenNow: () => this.#written.of(track) });
    for (const [path, text] of kept) if (isSame(text, givenUp)) kept.delete(path);
    const made = lacking.filter(({ path }) => !kept.has(path)).map(({ read }) => read());
    if (made.length > 0) await files.put(made);
    const right = sources.filter((_, index) => states[index] === 'right');
    this.#written.note(track, [
      ...right.flatMap(({ path, sha256 }) => (sha256 === undefined ? [] : [[path, sha256] as const])),
      ...made.map(({ path, content }) => [path, hashOf(content)] as const),
    ]);
    return kept;
  }

  /** As an editor saves it, with a line end; a program when it begins like one. */
  #fileBlock(lesson: Lesson, block: Block): Source {
    const text = () => `${this.#text(lesson, block)}\n`;
    const path = block.attributes.file ?? '';
    return {
      path,
      sha256: hashOf(text()),
      read: () => {
        const now = text(); // It may have been saved anew since the file was looked at.
        return { path, content: Buffer.from(now), ...(now.startsWith('#!') && { mode: 0o755 }) };
      },
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

function inTheWay(file: string): RunnerError {
  return new RunnerError(
    'data.unwritable',
    `${file} cannot be written: a folder, or a file where its folder should be, is in the way.`,
    { hint: 'Rename or remove it in the workspace, then save again.' },
  );
}

/** Two texts that were found are one and the same; nothing found is none. */
const isSame = (found: OutsideText | undefined, known: OutsideText | undefined): boolean =>
  found !== undefined && known !== undefined && found.text === known.text;

const isAway = (error: unknown): boolean => error instanceof RunnerError && AWAY.includes(error.code);
