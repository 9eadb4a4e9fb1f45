import type { Duplex } from 'node:stream';
import type { Exec } from 'dockerode';
import type { ExecPlace } from './exec-place.ts';

/** A program with a terminal of its own, and the connection to that. */
export type StartedExec = { exec: Exec; stream: Duplex };

/** An engine that takes longer does not answer any more (ms). */
const START_MS = 30_000;

/**
 * Starts a program with a terminal in a container: two requests and no more, for a quick first output.
 * @param run marks it: TOWPATH_RUN in the environment
 */
export async function startExec(place: ExecPlace, { command, run }: { command: string[]; run: string }): Promise<StartedExec> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), START_MS);
  try {
    const exec = await place.docker.getContainer(place.container).exec({
      Cmd: command,
      Env: [...place.env, `TOWPATH_RUN=${run}`],
      ...(place.user !== undefined && { User: place.user }),
      Tty: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      abortSignal: late.signal,
    });
    return { exec, stream: await exec.start({ hijack: true, stdin: true, Tty: true, abortSignal: late.signal }) };
  } finally {
    clearTimeout(timer);
  }
}
