import type Docker from 'dockerode';

/** A line of what the engine says while it builds, pulls or imports. */
export type EngineEvent = { stream?: string; status?: string; error?: string };

/**
 * Hears the engine out.
 * @throws Error with what the engine says is wrong; it does so inside the stream
 */
export async function followStream(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  hear: (event: EngineEvent) => void = () => undefined,
): Promise<void> {
  let wrong: string | undefined;
  const note = (event: EngineEvent) => {
    wrong ??= event.error;
    hear(event);
  };
  await new Promise<void>((resolve, reject) =>
    docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()), note),
  );
  if (wrong !== undefined) throw new Error(wrong);
}
