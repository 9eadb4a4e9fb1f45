import type Docker from 'dockerode';
import { QUESTION_MS } from './containers.ts';

/** What a container takes, without files that the kernel would give back (bytes); undefined when it does not run. */
export async function memoryUse(docker: Docker, id: string): Promise<number | undefined> {
  // `one-shot` (API 1.41) spares the second that the engine waits to measure CPU; its types do not know it.
  const options = { stream: false, 'one-shot': true, abortSignal: AbortSignal.timeout(QUESTION_MS) } as { stream: false };
  const { memory_stats: memory } = await docker.getContainer(id).stats(options);
  if (memory?.usage === undefined) return undefined;
  // The names of cgroup v1 and v2.
  const { total_inactive_file, inactive_file } = (memory.stats ?? {}) as { total_inactive_file?: number; inactive_file?: number };
  return memory.usage - (total_inactive_file ?? inactive_file ?? 0);
}
