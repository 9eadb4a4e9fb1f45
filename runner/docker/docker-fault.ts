import type { ErrorCode } from '#contract/error.ts';
import { RunnerError } from '../errors.ts';

/**
 * What went wrong, for what is done about it: `gone`: the engine does not answer; `port`: one is taken after all;
 * `disk`: full; `image`: it is not here and not to be had; `registry`: it cannot be reached; `pause`: it asks for one;
 * `compose`: it is not installed; `other`: nothing that the runner could mend.
 */
export type FaultKind = 'gone' | 'port' | 'disk' | 'image' | 'registry' | 'pause' | 'compose' | 'other';

/** A fault of Docker's in words, and of which kind it is. */
export class DockerFault extends RunnerError {
  readonly kind: FaultKind;

  constructor(kind: FaultKind, message: string, options: { hint: string; cause?: unknown }) {
    super(kind === 'gone' || kind === 'compose' ? 'docker.unavailable' : ('docker.failed' satisfies ErrorCode), message, options);
    this.kind = kind;
  }
}

/** What to do when an image cannot be had. */
const OFFLINE_HINT =
  'Look at the network, then start again. Without an image registry: npm run docker:offline, then start the runner with --offline.';

/** The runner's own pulls never log in; those by hand do. */
const PAUSE_HINT =
  'Wait some minutes, then start again. With an account there, docker login and docker pull in a terminal of your own may get it now.';
/** What to do when a build fails. */
const BUILD_HINT =
  'A build fetches packages: look at the network, then start again. Without an image registry: npm run docker:offline, then start the runner with --offline.';

/** What the engine's client says of a connection that is none. */
const GONE = /ECONNREFUSED|ECONNRESET|EPIPE|ENOENT.*docker.*sock|connect ENOENT|socket hang up/i;
/** What Compose says then. */
const GONE_FOR_COMPOSE =
  /Cannot connect to the Docker daemon|Couldn't connect to Docker daemon|Is the docker daemon running|Connection aborted|error during connect|RemoteDisconnected|UnixHTTPConnectionPool/i;
const DISK = /no space left on device|disk quota exceeded/i;
const PORT =
  /address already in use|port is already allocated|[Pp]orts are not available|failed to bind host port|access permissions.*socket/;
const REGISTRY =
  /dial tcp|no such host|i\/o timeout|TLS handshake|x509|proxyconnect|Client\.Timeout|connection refused|network is unreachable|EAI_AGAIN|server misbehaving|request canceled|context deadline|unexpected EOF|HTTP code 5\d\d/i;
const NO_IMAGE =
  /manifest unknown|manifest for .* not found|access denied|access to the resource is denied|not found|No such image|repository does not exist|unauthorized|no matching manifest/i;
/** A program in the build failed, and not the way to the image it begins with. */
const STEP_FAILED = /returned a non-zero code|did not complete successfully/i;
/** How many of a build's last lines are told. */
const LAST_LINES = 3;

/** What the build of an image said, to its end: words of the programs in it, which are none about Docker. */
export class BuildError extends Error {}

/** An error of the engine's or of Compose's while something was to start, in words. `what`: `RabbitMQ could not be started`. */
export function dockerFault(error: unknown, what: string): RunnerError {
  if (error instanceof RunnerError) return error;
  const words = errorWords(error);
  if (isGone(error)) return engineGone(error);
  if (isLate(error)) {
    return new DockerFault('other', `${what}: Docker takes too long to answer.`, {
      hint: 'Wait until this machine has less to do, then start it again.',
      cause: error,
    });
  }
  if (DISK.test(words)) {
    return new DockerFault('disk', `${what}: Docker’s disk is full.`, {
      hint: 'Free some space, then start again. docker system df shows what takes it, docker system prune removes what no container uses.',
      cause: error,
    });
  }
  if (PORT.test(words)) {
    return new DockerFault('port', `${what}: its port was taken meanwhile.`, { hint: 'Start it again.', cause: error });
  }
  return new DockerFault('other', `${what}. Docker says: ${sentence(words)}`, {
    hint: 'Look at its log and at Docker’s own messages, then start it again.',
    cause: error,
  });
}

/** Which image of what could not be had; `isBuilt`: it is built here, on one that is fetched. */
export type MissingImage = { image: string; title: string; isBuilt?: boolean };

/** An image could not be fetched or built. */
export function imageFault(error: unknown, { image, title, isBuilt = false }: MissingImage): RunnerError {
  const who = inText(title);
  if (error instanceof BuildError && STEP_FAILED.test(error.message)) return stepFault(error, { image, title });
  const general = dockerFault(error, `The image ${image} of ${who} could not be ${isBuilt ? 'built' : 'had'}`);
  const isGeneral = general instanceof DockerFault && ['gone', 'disk'].includes(general.kind);
  if (error instanceof RunnerError || isGeneral || isLate(error)) return general;
  // What failed is at its end; before it are the words of steps that did not.
  const words = isBuilt ? saying(errorWords(error)).slice(-LAST_LINES).join('\n') : errorWords(error);
  const what = isBuilt ? `built: the registry of its base` : `fetched: its registry`;
  if (/toomanyrequests|rate limit/i.test(words)) {
    return new DockerFault('pause', `The image ${image} of ${who} could not be ${what} asks for a pause.`, {
      hint: PAUSE_HINT,
      cause: error,
    });
  }
  if (REGISTRY.test(words)) {
    return new DockerFault('registry', `The image ${image} of ${who} could not be ${what} does not answer.`, {
      hint: OFFLINE_HINT,
      cause: error,
    });
  }
  if (!isBuilt && NO_IMAGE.test(words)) {
    return new DockerFault('image', `The image ${image} of ${who} is not here and not in its registry.`, {
      hint: OFFLINE_HINT,
      cause: error,
    });
  }
  return new DockerFault('image', general.message, { hint: OFFLINE_HINT, cause: error });
}

/** A step of a build failed. */
function stepFault(error: BuildError, { image, title }: MissingImage): RunnerError {
  const what = `The image ${image} of ${inText(title)} could not be built`;
  if (DISK.test(error.message)) return dockerFault(error, what);
  return new DockerFault('image', `${what}. Its last lines: ${saying(error.message).slice(-LAST_LINES).map(short).join(' / ')}`, {
    hint: BUILD_HINT,
    cause: error,
  });
}

/** Offline, an image is built beforehand. */
export function notBuilt(image: string, title: string): RunnerError {
  return new DockerFault('image', `The image ${image} of ${inText(title)} is not here, and offline nothing is fetched.`, {
    hint: 'Build it first: npm run docker:offline',
  });
}

/** The engine ended, or hangs. */
export function engineGone(cause?: unknown, how: 'ended' | 'hangs' = 'ended'): RunnerError {
  return new DockerFault('gone', how === 'ended' ? 'Docker ended.' : 'Docker does not answer any more.', {
    hint: 'Start Docker Desktop, or the engine: sudo systemctl start docker. The stack comes back by itself then.',
    cause,
  });
}

/** True when the engine itself did not answer. */
export function isGone(error: unknown): boolean {
  if (error instanceof DockerFault) return error.kind === 'gone';
  if (error instanceof BuildError) return false;
  const { statusCode } = (error ?? {}) as { statusCode?: number };
  const words = errorWords(error);
  // What the engine says itself may speak of connections too: to its registry.
  return statusCode === undefined && (GONE.test(words) || GONE_FOR_COMPOSE.test(words));
}

/** True when a question to the engine, or a call of Compose, was given up because nothing came back. */
export function isLate(error: unknown): boolean {
  return ['AbortError', 'TimeoutError'].includes((error as Error | undefined)?.name ?? '');
}

/** True when the engine says that there is no such thing (HTTP 404). */
export function isMissing(error: unknown): boolean {
  return (error as { statusCode?: number } | undefined)?.statusCode === 404;
}

/** What an error says, without what the client puts around it. */
export function errorWords(error: unknown): string {
  const { message, code } = (error ?? {}) as { message?: string; code?: string };
  const words = (message ?? String(error)).replace(/^\(HTTP code (\d+)\) (unexpected|server error|[a-z ]+) - /, '').trim();
  return code && !words.includes(code) ? `${code} ${words}` : words;
}

/** `the shell` within a sentence. */
export const inText = (title: string): string => title.replace(/^The /, 'the ');

/** The last line that says something, as a sentence that is not too long. */
function sentence(words: string): string {
  const line = short(saying(words).at(-1) ?? '');
  return /[.!?…]$/.test(line) ? line : `${line}.`;
}

/** The lines that say something; the one before Compose's own says why. */
function saying(words: string): string[] {
  const lines = words.split('\n').map((line) => line.trim());
  return lines.filter((line) => line && !/^(?:ERROR: )?Service '.*' failed to build/.test(line));
}

const short = (line: string): string => (line.length > 300 ? `${line.slice(0, 300)} …` : line);
