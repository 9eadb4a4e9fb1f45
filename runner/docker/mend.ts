import type Docker from 'dockerode';
import type { Compose } from './compose.ts';
import type { ComposeContainer } from './compose-file.ts';
import { QUESTION_MS } from './containers.ts';
import { DockerFault, type FaultKind } from './docker-fault.ts';
import { freeSpace } from './engine-info.ts';
import { hasImage } from './images.ts';
import type { Unit } from './units.ts';

/** How often a service is started again because its cause seems to be gone, until somebody orders it. */
const MAX_TRIES = 5;
const MAY_MEND: readonly FaultKind[] = ['disk', 'image', 'registry', 'pause', 'compose'];
/** Space that must have come free before a full disk is tried again (bytes). */
const MORE_SPACE = 32 * 1024 ** 2;

/** How long a registry is left alone after a question (ms): at first, and at most; the longest when it asks for a pause. */
const FIRST_REST_MS = 2_000;
const LONGEST_REST_MS = 60_000;

/** `restMs`, `askAt`: how long its registry is left alone, and until when (ms). */
type Wait = { fault: DockerFault; tries: number; free: number | undefined; restMs: number; askAt: number };

/** Services that could not start for a cause that may go away, and whether it has. */
export class Mend {
  #waiting = new Map<Unit, Wait>();

  /** Remembers why a unit failed, when that may mend. */
  async failed(unit: Unit, { error, docker }: { error: unknown; docker: Docker }): Promise<void> {
    if (!(error instanceof DockerFault) || !MAY_MEND.includes(error.kind)) return;
    const before = this.#waiting.get(unit);
    const restMs = error.kind === 'pause' ? LONGEST_REST_MS : (before?.restMs ?? FIRST_REST_MS);
    const wait: Wait = { fault: error, tries: before?.tries ?? 0, free: undefined, restMs, askAt: Date.now() + restMs };
    this.#waiting.set(unit, wait);
    if (error.kind === 'disk') wait.free = await freeSpace(docker);
  }

  /** It started, or somebody gave an order: what was, counts no more. */
  forget(unit: Unit): void {
    this.#waiting.delete(unit);
  }

  /** Something may mend, and has not been tried too often. */
  isWaiting(): boolean {
    return [...this.#waiting.values()].some(({ tries }) => tries < MAX_TRIES);
  }

  /** The units whose cause is gone. */
  async mended({ docker, compose }: { docker: Docker; compose: Compose }): Promise<Unit[]> {
    const mended: Unit[] = [];
    for (const [unit, wait] of this.#waiting) {
      if (wait.tries >= MAX_TRIES || !(await isGone(unit, wait, { docker, compose }))) continue;
      wait.tries++;
      mended.push(unit);
    }
    return mended;
  }
}

async function isGone(unit: Unit, wait: Wait, { docker, compose }: { docker: Docker; compose: Compose }): Promise<boolean> {
  const { fault, free } = wait;
  switch (fault.kind) {
    case 'compose':
      return await compose.find().then(
        () => true,
        () => false,
      );
    case 'disk': {
      const now = await freeSpace(docker);
      return now !== undefined && free !== undefined && now > free + MORE_SPACE;
    }
    default: {
      const missing = await missingImages(unit, docker);
      if (missing.length === 0) return true;
      return fault.kind !== 'image' && (await areInRegistry(missing, { docker, wait }));
    }
  }
}

async function missingImages({ containers }: Unit, docker: Docker): Promise<ComposeContainer[]> {
  const missing: ComposeContainer[] = [];
  for (const container of containers) if (!(await hasImage(docker, container.image))) missing.push(container);
  return missing;
}

/** Asks the registry, through the engine, when it is time to: for what is fetched, not for what is built on it. */
async function areInRegistry(
  containers: readonly ComposeContainer[],
  { docker, wait }: { docker: Docker; wait: Wait },
): Promise<boolean> {
  if (Date.now() < wait.askAt) return false;
  wait.restMs = Math.min(wait.restMs * 2, LONGEST_REST_MS);
  try {
    for (const { image, base = image } of containers) {
      if (base === '') continue; // Only its Dockerfile knows.
      await docker.getImage(base).distribution({ abortSignal: AbortSignal.timeout(QUESTION_MS) });
    }
    return true;
  } catch {
    return false; // It does not answer yet.
  } finally {
    wait.askAt = Date.now() + wait.restMs;
  }
}
