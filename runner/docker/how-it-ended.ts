import { constants } from 'node:os';
import type Docker from 'dockerode';
import { QUESTION_MS } from './containers.ts';

/** What the engine knows of a container's end. */
export type End = {
  /** What happened, after the name of the service: `ended by itself with exit status 1`. */
  how: string;
  hint: string;
};

export type EndQuestion = { id: string; memoryLimitBytes: number; sawOom: boolean };

const LOOK = 'Look at its log, then start it again.';

/** How a container ended, in words; undefined when it runs. */
export async function howItEnded(docker: Docker, { id, memoryLimitBytes, sawOom }: EndQuestion): Promise<End | undefined> {
  const { State } = await docker.getContainer(id).inspect({ abortSignal: AbortSignal.timeout(QUESTION_MS) });
  if (State.Running) return undefined;
  if (State.OOMKilled || (sawOom && State.ExitCode !== 0)) {
    return {
      how: `was ended because it used more than its ${memoryWords(memoryLimitBytes)} of memory`,
      hint: 'Give it less to do at once, then start it again; its limit is mem_limit in docker/compose.yaml.',
    };
  }
  const signal = signalName(State.ExitCode);
  if (signal) return { how: `was ended from outside (${signal})`, hint: LOOK };
  return { how: `ended by itself with exit status ${State.ExitCode}`, hint: LOOK };
}

/** `1 GB`, `512 MB`: as the compose file has it. */
export function memoryWords(bytes: number): string {
  const mib = bytes / 1024 ** 2;
  return mib >= 1024 ? `${Number((mib / 1024).toFixed(1))} GB` : `${Math.round(mib)} MB`;
}

/** 137 is 128 and the number of SIGKILL. */
function signalName(exitCode: number): string | undefined {
  return Object.entries(constants.signals).find(([, number]) => number === exitCode - 128)?.[0];
}
