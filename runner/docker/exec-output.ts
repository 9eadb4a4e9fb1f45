import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ExecPlace } from './exec-place.ts';

/** Runs a command in a container, without a terminal, to its end. What it printed is at most a few kilobytes. */
export async function execOutput(
  { docker, container, user }: ExecPlace,
  command: readonly string[],
  { signal }: { signal: AbortSignal },
): Promise<{ stdout: string; stderr: string }> {
  const exec = await docker.getContainer(container).exec({
    Cmd: [...command],
    AttachStdout: true,
    AttachStderr: true,
    ...(user !== undefined && { User: user }),
    abortSignal: signal,
  });
  const stream = await exec.start({ abortSignal: signal });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  docker.modem.demuxStream(stream, stdout, stderr);
  const close = (error?: Error | null): void => {
    for (const part of [stdout, stderr])
      if (error) part.destroy(error);
      else part.end();
  };
  stream.once('end', () => close());
  stream.once('error', close);
  // A connection that breaks has no end.
  stream.once('close', () => close());
  const [out, err] = await Promise.all([text(stdout), text(stderr)]);
  return { stdout: out, stderr: err };
}
