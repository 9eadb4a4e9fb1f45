import type { Block } from '#contract/read-fence.ts';

/**
 * What runs of a lesson's blocks when one is left out: all others, but for the optional ones that build on it. Those have
 * nothing to work on, and the lesson has to do without them anyway; many of them would wait for what never comes.
 */
export function blocksWithout(blocks: readonly Block[], left: string): Block[] {
  const without = new Set([left]);
  return blocks.filter(({ id, attributes }) => {
    if (id === left) return false;
    if (!attributes.needs?.some((need) => without.has(need))) return true;
    without.add(id);
    return !attributes.optional;
  });
}
