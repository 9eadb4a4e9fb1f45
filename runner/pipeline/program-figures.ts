import type { BlockStatus } from '#contract/messages/block.ts';
import type { PartFigures } from '#contract/messages/pipeline.ts';

/** What is known of a program that is a part of a picture: how it is, and the newest line that it showed. */
export type SeenProgram = { status: Pick<BlockStatus, 'state' | 'reason'>; newest: string };

/** As a program tells its own rate: `1,000 samples a second`. */
const RATE = /(\d[\d,]*(?:\.\d+)?) [a-z]+ a second\b/;

/** A program in a picture. `seen` is undefined when no lesson of the track has it. */
export function programFigures(part: string, seen: SeenProgram | undefined): PartFigures {
  if (!seen) return { part, state: 'plain' };
  const { status, newest } = seen;
  switch (status.state) {
    case 'running': {
      const rate = RATE.exec(newest)?.[1]?.replaceAll(',', '');
      return {
        ...{ part, state: 'live', words: 'running' },
        ...(newest !== '' && { facts: [newest] }),
        ...(rate !== undefined && { out: Number(rate) }),
      };
    }
    case 'idle':
      return { part, state: 'missing', words: 'not started' };
    case 'failed':
      return { part, state: 'down', words: 'failed', ...(status.reason !== undefined && { detail: status.reason }) };
    case 'ok':
      return { part, state: 'down', words: 'ended' };
    case 'waiting':
      return { part, state: 'down', words: 'waiting' };
    default:
      return { part, state: 'down', words: 'stopped' };
  }
}
