import type Docker from 'dockerode';
import { errorWords, isMissing } from '../../runner/docker/docker-fault.ts';
import { RunnerError } from '../../runner/errors.ts';
import { contextFiles, fingerprint, packContext } from './context-files.ts';
import { type EngineEvent, followStream } from './follow-stream.ts';
import type { Recipe } from './recipe.ts';
import type { Made, Workshop } from './workshop.ts';

/** On an image: the fingerprint of what it was built from. */
const LABEL = 'towpath.recipe';
/** So many of the last lines are shown of a build that failed. */
const LAST_LINES = 12;

/**
 * Builds an image when it is not there or was built from something else.
 * @throws RunnerError 'docker.failed' with the last lines of the build
 */
export async function buildImage(workshop: Workshop, recipe: Recipe): Promise<Made> {
  const { docker, isFresh } = workshop;
  const files = contextFiles(recipe);
  const { Id } = await docker.getImage(recipe.base).inspect();
  const print = fingerprint(files, { base: Id, args: recipe.args ?? {} });
  if (!isFresh && (await labelOf(docker, recipe.tag)) === print) return 'kept';
  const stream = await docker.buildImage(packContext(files), {
    t: recipe.tag,
    // An engine without a bridge to the internet, or on a machine that is behind a proxy, downloads as the machine does.
    networkmode: 'host',
    buildargs: { ...proxies(workshop.environment), ...recipe.args, BASE: recipe.base },
    labels: { [LABEL]: print },
    nocache: isFresh,
    rm: true,
    forcerm: true,
  });
  await follow(stream, workshop, recipe.tag);
  // An engine that ends in the middle of a build says nothing more.
  if ((await labelOf(docker, recipe.tag)) !== print) throw notBuilt(recipe.tag, ['Docker ended before the image was whole.']);
  return 'built';
}

async function follow(stream: NodeJS.ReadableStream, workshop: Workshop, tag: string): Promise<void> {
  const lines: string[] = [];
  const hear = ({ stream: text = '' }: EngineEvent) => {
    for (const line of text.split('\n').filter((part) => part.trim() !== '')) {
      workshop.verbose(line);
      if (line.startsWith('Step ')) workshop.step(line.replace(' : ', ' '));
      lines.push(line);
      if (lines.length > LAST_LINES) lines.shift();
    }
  };
  try {
    await followStream(workshop.docker, stream, hear);
  } catch (cause) {
    throw notBuilt(tag, [...lines, errorWords(cause)], cause);
  }
}

function notBuilt(tag: string, lines: readonly string[], cause?: unknown): RunnerError {
  return new RunnerError('docker.failed', `${tag} could not be built. The end of what was said:\n${lines.join('\n')}`, {
    hint: 'Look at the network and at the free disk space, then run it again; what was built so far is used again.',
    cause,
  });
}

async function labelOf(docker: Docker, tag: string): Promise<string | undefined> {
  try {
    return (await docker.getImage(tag).inspect()).Config.Labels?.[LABEL];
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Docker knows these arguments by itself and keeps them out of the image. */
function proxies(environment: Workshop['environment']): Record<string, string> {
  const names = ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()]);
  return Object.fromEntries(names.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
}
