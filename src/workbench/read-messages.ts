import type { PeekMessages } from '#contract/messages/pipeline.ts';
import { RequestError } from './request-error.ts';
import type { RunnerState } from './runner-state.ts';

/** The newest messages of a part of a track's picture; or a sentence, when they could not be read. */
export async function readMessages(
  { client }: RunnerState,
  what: { track: string; part: string; mayMark: boolean },
): Promise<PeekMessages | string> {
  try {
    const answer = await client.request<'peek.read'>({ type: 'peek.read', ...what });
    return answer.type === 'peek.messages' ? answer : 'The runner gave another answer.';
  } catch (error) {
    if (error instanceof RequestError) return error.sentence;
    throw error;
  }
}
