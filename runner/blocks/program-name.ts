import type { Block } from '#contract/read-fence.ts';

/** What a program is called, as in the Programs tab: its file, or else its block. */
export const programName = ({ id, attributes }: Pick<Block, 'id' | 'attributes'>): string => attributes.file ?? id;
