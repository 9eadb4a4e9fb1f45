import * as z from 'zod';
import { blockAck, blockClear, blockInput, blockResize, blockRun, blockStop } from './messages/block.ts';
import { fileReset, fileSave } from './messages/file.ts';
import { lessonOpen } from './messages/lesson.ts';
import { peekRead, pipelineUnwatch, pipelineWatch } from './messages/pipeline.ts';
import { programAck, programAttach, programDetach, programRun, programStart, programWatch } from './messages/program.ts';
import { sessionHello } from './messages/session.ts';
import { stackReadLogs, stackReadPreflight, stackReset, stackSelect, stackStart, stackStop } from './messages/stack.ts';
import { terminalAck, terminalAttach, terminalClose, terminalInput, terminalOpen, terminalResize } from './messages/terminal.ts';
import { trackBring, trackReset, trackStop } from './messages/track.ts';
import { verifyStart, verifyStop } from './messages/verify.ts';

/** Everything a page may send. */
export const clientMessage = z.discriminatedUnion('type', [
  sessionHello,
  lessonOpen,
  blockRun,
  blockStop,
  blockClear,
  blockAck,
  blockInput,
  blockResize,
  fileSave,
  fileReset,
  verifyStart,
  verifyStop,
  terminalOpen,
  terminalAttach,
  terminalClose,
  terminalInput,
  terminalResize,
  terminalAck,
  stackStart,
  stackStop,
  stackReset,
  stackSelect,
  stackReadLogs,
  stackReadPreflight,
  trackBring,
  trackReset,
  trackStop,
  pipelineWatch,
  pipelineUnwatch,
  peekRead,
  programStart,
  programRun,
  programWatch,
  programAttach,
  programDetach,
  programAck,
]);
export type ClientMessage = z.infer<typeof clientMessage>;
export type ClientMessageOf<Type extends ClientMessage['type']> = Extract<ClientMessage, { type: Type }>;
