import type { RecordedBlock, RecordedOutputs } from '#contract/recorded.ts';
import { agree, fixedId, randomIds, stillSays } from './agree.ts';
import { shorten } from './shorten.ts';

/** What two takes of a lesson make together, and what an author should know about it, a line each. */
export type Merged = { blocks: Map<string, RecordedBlock>; notes: string[] };

type Blocks = ReadonlyMap<string, RecordedBlock>;

/**
 * Makes one recording of two. Ids that only one take has are random, and fixed ones stand for them. Where the takes
 * differ in values only, the output of an earlier recording stays as long as it says the same, so that recording again
 * changes nothing. A block that says different things each time is recorded as it was at first, with a note.
 */
export function mergeTakes(one: Blocks, other: Blocks, earlier: RecordedOutputs | undefined): Merged {
  const takes = [withFixedIds(one, other), withFixedIds(other, one)] as const;
  const notes: string[] = [];
  const blocks = new Map<string, RecordedBlock>();
  for (const [id, block] of takes[0]) {
    const again = takes[1].get(id);
    const before = earlier?.blocks[id]?.hash === block.hash ? earlier.blocks[id] : undefined;
    const compared = agree(block.output, again?.output ?? '');
    if (!compared.agrees)
      notes.push(
        `block ${id} shows something else each time, in line ${compared.line}: "${compared.one}", then "${compared.other}". Sort or filter it, so that pages and recordings agree`,
      );
    if (again && again.exit !== block.exit) notes.push(`block ${id} ends with ${block.exit}, then with ${again.exit}`);
    const stays = before?.exit === block.exit && (!compared.agrees || stillSays(before.output, block.output, compared.varying));
    blocks.set(id, stays && before ? before : block);
  }
  return { blocks, notes };
}

function withFixedIds(blocks: Blocks, others: Blocks): Map<string, RecordedBlock> {
  const outputs = (from: Blocks) => [...from.values()].map(({ output }) => output);
  const ids = randomIds(outputs(blocks), outputs(others));
  return new Map(
    [...blocks].map(([id, block]) => {
      const fixed = ids.reduce((text, random, n) => text.replaceAll(random, fixedId(random, n)), block.output);
      return [id, { ...block, output: shorten(fixed) }];
    }),
  );
}
