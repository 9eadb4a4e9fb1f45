import * as z from 'zod';
import { clientMessage } from '#contract/client-message.ts';
import { hashText } from '#contract/hash.ts';
import { runnerMessage } from '#contract/runner-message.ts';

/**
 * What the messages between page and runner are, as a short text that changes with them: a line of `PROTOCOL_HISTORY`
 * has it. Of what may arrive on either side, so `io: 'input'`; descriptions play no part, they are not in the schemas.
 */
export function messageFingerprint(): string {
  return hashText(JSON.stringify([clientMessage, runnerMessage].map((union) => z.toJSONSchema(union, { io: 'input' }))));
}
