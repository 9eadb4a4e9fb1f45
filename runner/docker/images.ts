import type Docker from 'dockerode';
import type { Compose } from './compose.ts';
import type { ComposeContainer } from './compose-file.ts';
import { QUESTION_MS } from './containers.ts';
import { BuildError, imageFault, notBuilt } from './docker-fault.ts';
import { type Bytes, type PullLine, PullProgress } from './pull-progress.ts';

/** How far the image of a container is. `bytes`: of a pull; `step`: of a build. */
export type ImageProgress = { bytes?: Bytes; step?: string };

export type ImageOrder = {
  docker: Docker;
  compose: Compose;
  container: ComposeContainer;
  /** The service in text. */
  title: string;
  offline: boolean;
  signal: AbortSignal;
  onProgress: (progress: ImageProgress) => void;
};

/** Nothing of a pull heard for this long: its registry hangs (ms). */
const SILENCE_MS = 120_000;

/**
 * Sees to it that the image of a container is here: fetches it, or builds it.
 * @throws DockerFault 'image' | 'registry' | 'disk' | 'gone', or why `signal` was aborted
 */
export async function ensureImage(order: ImageOrder): Promise<void> {
  const { docker, container, title, offline, signal } = order;
  const { image } = container;
  try {
    if (await hasImage(docker, image)) return;
    if (offline) throw notBuilt(image, title);
    if (container.base !== undefined) await build(order);
    else await pull(order);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const why = error instanceof BuildError ? await engineTrouble(docker, image) : undefined;
    throw imageFault(why ?? error, { image, title, isBuilt: container.base !== undefined });
  }
}

/** The words of a build do not tell whether the engine is still there; it is asked. Undefined when it answers. */
async function engineTrouble(docker: Docker, image: string): Promise<unknown> {
  return await hasImage(docker, image).then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** True when the engine has an image of this name. */
export async function hasImage(docker: Docker, image: string): Promise<boolean> {
  const filters = JSON.stringify({ reference: [image] });
  return (await docker.listImages({ filters, abortSignal: AbortSignal.timeout(QUESTION_MS) })).length > 0;
}

async function build({ compose, container, signal, onProgress }: ImageOrder): Promise<void> {
  onProgress({});
  await compose.build(container.name, {
    signal,
    onLine: (line) => {
      const step = stepIn(line);
      if (step) onProgress({ step });
    },
  });
}

/** `Step 3/12 : RUN …` of the older builder, `#7 [3/12] RUN …` of BuildKit. */
function stepIn(line: string): string | undefined {
  const [, step, steps] = /^Step (\d+)\/(\d+) :/.exec(line) ?? /^#\d+ \[(?:\S+ )?(\d+)\/(\d+)\]/.exec(line) ?? [];
  return step && `${step} of ${steps}`;
}

async function pull({ docker, container, signal, onProgress }: ImageOrder): Promise<void> {
  onProgress({});
  const silence = new AbortController();
  const abortSignal = AbortSignal.any([signal, silence.signal]);
  const late = setTimeout(() => silence.abort(new Error('Client.Timeout: nothing was heard')), SILENCE_MS);
  try {
    const { image, platform } = container;
    const stream = (await docker.pull(image, { ...(platform && { platform }), abortSignal })) as NodeJS.ReadableStream;
    const progress = new PullProgress();
    for await (const line of linesOf(stream)) {
      late.refresh();
      if (line.error) throw new Error(line.error);
      if (progress.take(line)) onProgress({ bytes: progress.sum() });
    }
  } catch (error) {
    throw silence.signal.aborted ? silence.signal.reason : error;
  } finally {
    clearTimeout(late);
  }
}

async function* linesOf(stream: NodeJS.ReadableStream): AsyncGenerator<PullLine> {
  let rest = '';
  for await (const data of stream) {
    const lines = (rest + data.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim()) yield JSON.parse(line) as PullLine;
  }
  if (rest.trim()) yield JSON.parse(rest) as PullLine;
}
