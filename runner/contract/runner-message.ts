import * as z from 'zod';
import { blockChanged, blockData, blockGap } from './messages/block.ts';
import { fileChanged } from './messages/file.ts';
import { lessonState } from './messages/lesson.ts';
import { peekMessages, pipelineFrame, pipelinePicture } from './messages/pipeline.ts';
import { programData, programGap, programList, programPaces } from './messages/program.ts';
import { progressChanged } from './messages/progress.ts';
import { requestDone, requestFailed, sessionWelcome } from './messages/session.ts';
import { stackChanged, stackLogs, stackPreflight } from './messages/stack.ts';
import { terminalData, terminalGap, terminalList, terminalOpened } from './messages/terminal.ts';
import { trackChanged } from './messages/track.ts';
import { verifyChanged, verifyRowChanged } from './messages/verify.ts';

/** Everything a runner may send. */
export const runnerMessage = z.discriminatedUnion('type', [
  sessionWelcome,
  requestDone,
  requestFailed,
  lessonState,
  blockChanged,
  blockData,
  blockGap,
  fileChanged,
  verifyRowChanged,
  verifyChanged,
  terminalOpened,
  terminalList,
  terminalData,
  terminalGap,
  stackChanged,
  stackLogs,
  stackPreflight,
  progressChanged,
  trackChanged,
  pipelinePicture,
  pipelineFrame,
  peekMessages,
  programList,
  programPaces,
  programData,
  programGap,
]);
export type RunnerMessage = z.infer<typeof runnerMessage>;
export type RunnerMessageOf<Type extends RunnerMessage['type']> = Extract<RunnerMessage, { type: Type }>;
