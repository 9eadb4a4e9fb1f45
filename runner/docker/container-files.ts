import * as z from 'zod';
import { RunnerError } from '../errors.ts';
import type { TrackFiles } from '../workspace/track-files.ts';
import type { Gate } from './gate.ts';

const statesSchema = z.array(z.enum(['right', 'lacking', 'in-the-way']));
const foundSchema = z.union([
  z.object({ kind: z.literal('file'), text: z.string(), bytes: z.number() }),
  z.object({ kind: z.enum(['folder', 'other']) }),
]);

/** What the system says when a file cannot be written, in words. */
const REASONS: Record<string, string> = {
  ENOSPC: 'Docker’s disk is full',
  EDQUOT: 'Docker’s disk is full',
  EROFS: 'its disk is read-only',
  EACCES: 'it, or its folder, belongs to another user',
  EPERM: 'it, or its folder, belongs to another user',
};

/** The files of a track in the volume of the shell's container, through the gate. */
export function containerFiles(gate: Pick<Gate, 'ask'>, track: string): TrackFiles {
  return {
    look: async (wanted) => statesSchema.length(wanted.length).parse(await gate.ask('look', { track, wanted })),
    put: async (files) => {
      const sent = files.map(({ content, ...file }) => ({ ...file, content: Buffer.from(content).toString('base64') }));
      await gate.ask('put', { track, files: sent }).catch((error: unknown) => {
        throw unwritable(error);
      });
    },
    read: async (path, maxBytes) => foundSchema.nullable().parse(await gate.ask('read', { track, path, maxBytes })) ?? undefined,
    list: async () => z.array(z.string()).parse(await gate.ask('list', { track })),
    empty: async () => void (await gate.ask('empty', { track })),
  };
}

function unwritable(error: unknown): unknown {
  const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''];
  if (!reason || error instanceof RunnerError) return error;
  return new RunnerError('data.unwritable', `A file of the workspace cannot be written: ${reason}.`, {
    hint: 'Free some space or remove what is in the way, then try again.',
    cause: error,
  });
}
