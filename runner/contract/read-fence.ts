import { BlockAttributeError, type BlockAttributes, checkForgotten, isBlock, parseBlockAttributes } from './block.ts';
import { hashText } from './hash.ts';
import { suggest } from './nearest.ts';

/** A fence that runs or is a file. */
export type Block = {
  id: string;
  language: string;
  attributes: BlockAttributes;
  text: string;
  /** `hashText(text)`. */
  hash: string;
  /** Where the text stands when the fence is empty: `files/simulator.ts`, or `common/…` of the track. */
  from?: string;
  /** The fence's line in the file, from 1. */
  line: number;
};

/** Where a line of a block's text stands, counted from 0: in the lesson's file, or in `from`, where its text is. */
export function placeIn(
  { line, from }: Pick<Block, 'line' | 'from'>,
  of: number,
): { line: number; column: number; from?: string } {
  return from ? { from, line: of + 1, column: 1 } : { line: line + 1 + of, column: 1 };
}

/** A fence as it stands in the text: what follows its marks, its text, and the lines of the file it takes. */
export type Fence = { language: string; meta: string; text: string; line: number; lines: readonly string[] };

/** The files that a lesson starts from, for fences that leave their text to them. */
export type FenceFiles = {
  /** A file's text by its name in the workspace, and where it is: `files/…` or `common/…`. */
  read: (name: string) => { text: string; from: string } | undefined;
  /** The names of all. */
  names: () => readonly string[];
};

/** The id that a fence gives itself, also when something else is wrong with it. */
export function fenceId(meta: string): string | undefined {
  return isBlock(meta) ? /(?:^|\s)id=([^\s"]+)/.exec(meta)?.[1] : undefined;
}

/**
 * Reads one fence; undefined when it is a plain one. `taken` are the ids of the blocks before it; with `files`, the text of
 * an empty one with `file=` is looked for there.
 * @throws BlockAttributeError for a fence that is not closed, and for what is wrong with a block.
 */
export function readFence(
  { language, meta, text, line, lines }: Fence,
  { taken, files }: { taken: readonly string[]; files: FenceFiles | undefined },
): Block | undefined {
  if (!isBlock(meta)) {
    checkForgotten(meta);
    checkClosed('The code that begins here', lines);
    return undefined;
  }
  const attributes = parseBlockAttributes(language, meta);
  checkClosed(`The block \`${attributes.id}\``, lines);
  if (taken.includes(attributes.id))
    throw new BlockAttributeError(`The id \`${attributes.id}\` is taken by an earlier block.`, 'Give this block another id.');
  const found = files && fenceText({ text, file: attributes.file }, files);
  const all = found ?? { text };
  return { id: attributes.id, language, attributes, ...all, hash: hashText(all.text), line };
}

/**
 * The text of a file that an empty fence names, without its last line end; undefined for a fence that has its own text.
 * @throws BlockAttributeError when the lesson does not have the file.
 */
export function fenceText(
  { text, file }: { text: string; file: string | undefined },
  files: FenceFiles,
): { text: string; from: string } | undefined {
  if (file === undefined || text !== '') return undefined;
  const found = files.read(file);
  if (found) return { text: found.text.replace(/\r?\n$/, ''), from: found.from };
  const names = files.names();
  throw new BlockAttributeError(
    `The fence of \`${file}\` is empty, and the lesson has no file of that name.`,
    `${names.length > 0 ? `${suggest(file, names)} ` : ''}Write its text here, or put it into \`files/${file}\` beside the lesson or \`common/${file}\` of the track.`,
  );
}

/** A fence that is not closed swallows what follows: the rest of the text, or the next fence. */
function checkClosed(what: string, lines: readonly string[]): void {
  const marks = /(`{3,}|~{3,})/.exec(lines[0] ?? '')?.[1] ?? '```';
  // In a quote every line begins with its mark.
  const [, ...rest] = lines.map((line) => line.replace(/^[\s>]+/, '').trimEnd());
  const isEnd = (line: string): boolean => line.startsWith(marks) && line.replaceAll(marks.charAt(0), '') === '';
  const inner = rest.findIndex((line) => line.startsWith(marks) && !isEnd(line));
  if (inner >= 0 || !isEnd(rest.at(-1) ?? ''))
    throw new BlockAttributeError(`${what} is not closed.`, `Write ${marks} on a line of its own where its text ends.`);
}
