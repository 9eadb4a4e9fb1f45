/** What running blocks in order needs to know of each. */
export type Above = {
  id: string;
  state: string | undefined;
  optional: boolean;
  needs: readonly string[];
  /** It can run on the stack in use. */
  runnable: boolean;
};

/**
 * Which of the blocks above one have to run before it, in their order: the required ones that are not done, and what
 * the block and those need even if it is optional.
 * @param blocks all blocks of the page in order
 * @param again also those that are done: the stack may have been reset since
 */
export function blocksAbove<Block extends Above>(blocks: readonly Block[], target: Block, again: boolean): Block[] {
  const end = blocks.indexOf(target);
  const needed = new Set(target.needs);
  const chosen: Block[] = [];
  for (const block of blocks.slice(0, end).reverse()) {
    const wanted = needed.has(block.id) || !block.optional;
    if (!wanted || !block.runnable || block.state === 'running' || block.state === 'waiting') continue;
    if (block.state === 'ok' && !again) continue;
    for (const id of block.needs) needed.add(id);
    chosen.unshift(block);
  }
  return chosen;
}
