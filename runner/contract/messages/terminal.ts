import * as z from 'zod';
import { requestId, seq } from '../ids.ts';
import { MAX_INPUT_CHARS } from '../limits.ts';

const terminal = z
  .string()
  .max(40)
  .regex(/^[a-z0-9-]+$/);
const size = { cols: z.int().min(2).max(500), rows: z.int().min(2).max(300) };

/** An interactive shell of the workbench. */
export const terminalStatus = z.strictObject({
  terminal,
  name: z.string(),
  running: z.boolean(),
  exitCode: z.int().optional(),
  nextSeq: seq,
});
export type TerminalStatus = z.infer<typeof terminalStatus>;

/** Open a shell; the reply is `terminal.opened`, its output follows. */
export const terminalOpen = z.strictObject({
  type: z.literal('terminal.open'),
  id: requestId,
  name: z.string().min(1).max(40).optional(),
  ...size,
});
/** Hear an open shell from `seen` on, or from the start of what is kept. */
export const terminalAttach = z.strictObject({
  type: z.literal('terminal.attach'),
  id: requestId,
  terminal,
  seen: seq.optional(),
  ...size,
});
export const terminalClose = z.strictObject({ type: z.literal('terminal.close'), id: requestId, terminal });
/** No reply. */
export const terminalInput = z.strictObject({
  type: z.literal('terminal.input'),
  terminal,
  data: z.string().max(MAX_INPUT_CHARS),
});
export const terminalResize = z.strictObject({ type: z.literal('terminal.resize'), terminal, ...size });
export const terminalAck = z.strictObject({ type: z.literal('terminal.ack'), terminal, chars: z.int().min(1) });

export const terminalOpened = z.strictObject({ type: z.literal('terminal.opened'), id: requestId, status: terminalStatus });
/** The shells of the runner, whenever one opened, ended or closed. */
export const terminalList = z.strictObject({ type: z.literal('terminal.list'), terminals: z.array(terminalStatus) });
export const terminalData = z.strictObject({ type: z.literal('terminal.data'), terminal, seq, data: z.string() });
export const terminalGap = z.strictObject({ type: z.literal('terminal.gap'), terminal, toSeq: seq, linesGone: z.int().min(0) });
