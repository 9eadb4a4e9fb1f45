import type { RunBlock } from './run-block.ts';

/** What a block needs of its page: the other blocks. */
export type BlockPage = {
  /** Ids of blocks that this one needs and that are not done. */
  missing: (block: RunBlock) => string[];
  /** Ids of required blocks above this one that failed or have not run; with `again` all that can run. */
  above: (block: RunBlock, again: boolean) => string[];
  runAbove: (block: RunBlock, again: boolean) => Promise<void>;
  /** Names of files above this block whose text is the learner's own. */
  editedFiles: (block: RunBlock) => string[];
  /** The first file above this block that its text names and that has changes that are not saved. */
  unsavedFile: (block: RunBlock) => string | undefined;
  /** Saves a file's changes; what is in the way is said there. */
  saveFile: (file: string) => void;
  /** Puts the lesson's text of files back. False when the runner refused one. */
  putBackFiles: (files: readonly string[]) => Promise<boolean>;
};
