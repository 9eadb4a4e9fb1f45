import type { ClientMessage, ClientMessageOf } from '#contract/client-message.ts';
import type { RunnerMessage } from '#contract/runner-message.ts';
import type { Connection } from '../connection.ts';
import { blockHandlers } from './block.ts';
import { fileHandlers } from './file.ts';
import { lessonHandlers } from './lesson.ts';
import { pipelineHandlers } from './pipeline.ts';
import { programHandlers } from './program.ts';
import { sessionHandlers } from './session.ts';
import { stackHandlers } from './stack.ts';
import { terminalHandlers } from './terminal.ts';
import { trackHandlers } from './track.ts';
import { verifyHandlers } from './verify.ts';

/** `sent`: the handler has sent its reply itself, because something had to follow it. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that has nothing to say returns nothing.
type Reply = RunnerMessage | 'sent' | undefined | void;

/**
 * Carries out one message. What it returns is the reply; nothing means `request.done`, where the message has an id.
 * There is one file per family, like in the contract: most handlers are a line.
 */
export type HandlersOf<Type extends ClientMessage['type']> = {
  [T in Type]: (message: ClientMessageOf<T>, connection: Connection) => Reply | Promise<Reply>;
};

/** Every message has a handler, or this does not compile. */
export const handlers: HandlersOf<ClientMessage['type']> = {
  ...sessionHandlers,
  ...lessonHandlers,
  ...blockHandlers,
  ...fileHandlers,
  ...verifyHandlers,
  ...terminalHandlers,
  ...stackHandlers,
  ...trackHandlers,
  ...pipelineHandlers,
  ...programHandlers,
};
