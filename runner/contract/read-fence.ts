import { BlockAttributeError, type BlockAttributes, checkForgotten, isBlock, parseBlockAttributes } from './block.ts';
import { hashText } from './hash.ts';

/** A fence that runs or is a file. */
export type Block = {
  id: string;
  language: string;
  attributes: BlockAttributes;
  text: string;
  /** `hashText(text)`. */
  hash: string;
  /** The fence's line in the file, from 1. */
  line: number;
};

/** A fence as it stands in the text: what follows its marks, its text, and the lines of the file it takes. */
export type Fence = { language: string; meta: string; text: string; line: number; lines: readonly string[] };

/** The id that a fence gives itself, also when something else is wrong with it. */
export function fenceId(meta: string): string | undefined {
  return isBlock(meta) ? /(?:^|\s)id=([^\s"]+)/.exec(meta)?.[1] : undefined;
}

/**
 * Reads one fence; undefined when it is a plain one. `taken` are the ids of the blocks before it.
 * @throws BlockAttributeError for a fence that is not closed, and for what is wrong with a block.
 */
export function readFence({ language, meta, text, line, lines }: Fence, taken: readonly string[]): Block | undefined {
  if (!isBlock(meta)) {
    checkForgotten(meta);
    checkClosed('The code that begins here', lines);
    return undefined;
  }
  const attributes = parseBlockAttributes(language, meta);
  checkClosed(`The block \`${attributes.id}\``, lines);
  if (taken.includes(attributes.id))
    throw new BlockAttributeError(`The id \`${attributes.id}\` is taken by an earlier block.`, 'Give this block another id.');
  return { id: attributes.id, language, attributes, text, hash: hashText(text), line };
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
