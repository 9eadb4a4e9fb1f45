import type { BlockAttributes } from '#contract/block.ts';

/** A block on its way from the fence to the page: what `RunBlock.astro` and `FileBlock.astro` get, as JSON. */
export type PageBlock = {
  id: string;
  language: string;
  attributes: BlockAttributes;
  text: string;
  /** `hashText(text)`, which the runner compares with the file. */
  hash: string;
};
