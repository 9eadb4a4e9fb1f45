import { statfs } from 'node:fs/promises';
import type Docker from 'dockerode';
import { QUESTION_MS } from './containers.ts';

/** What the engine has: memory for all containers (bytes), and the folder with its images. */
export type EngineInfo = { MemTotal: number; DockerRootDir: string };

/** @throws what the engine said, or that it did not answer */
export async function engineInfo(docker: Docker): Promise<EngineInfo> {
  // Its types do not know that `info` takes options.
  const info = docker.info.bind(docker) as (options: { abortSignal: AbortSignal }) => Promise<EngineInfo>;
  return await info({ abortSignal: AbortSignal.timeout(QUESTION_MS) });
}

/** What is free where the engine keeps images (bytes); undefined when that is not on this machine. */
export async function freeSpace(docker: Docker): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs((await engineInfo(docker)).DockerRootDir);
    return bavail * bsize;
  } catch {
    return undefined; // Docker Desktop keeps them in a machine of its own.
  }
}
