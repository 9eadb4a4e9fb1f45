import type Docker from 'dockerode';
import { LABEL, PROJECT, type UnitId } from './compose-file.ts';

/** A container of ours, as the engine sees it. */
export type ContainerView = {
  id: string;
  /** Its name in the compose file. */
  name: string;
  unit: UnitId;
  isRunning: boolean;
  /** `none`: it has no health check. */
  health: 'starting' | 'healthy' | 'unhealthy' | 'none';
  /** The container's own port → the one on this machine. */
  ports: Map<number, number>;
  /** The id of our network, when it is on it. */
  network: string | undefined;
};

/** How long the engine may take to answer a question (ms). */
export const QUESTION_MS = 15_000;
/** Longer than any container has between SIGTERM and SIGKILL (ms): 10 s, or its stop_grace_period. */
const STOP_MS = 90_000;

/** What everything of ours in the engine carries. */
const ours = (unit?: UnitId): string =>
  JSON.stringify({ label: [`com.docker.compose.project=${PROJECT}`, unit ? `${LABEL}=${unit}` : LABEL] });

/** All containers of ours, running or not. */
export async function listContainers(docker: Docker): Promise<ContainerView[]> {
  const options = { all: true, filters: ours(), abortSignal: AbortSignal.timeout(QUESTION_MS) };
  return (await docker.listContainers(options)).map((container) => ({
    id: container.Id,
    name: container.Labels['com.docker.compose.service'] ?? '',
    unit: container.Labels[LABEL] as UnitId,
    isRunning: container.State === 'running',
    health: healthOf(container.Status),
    ports: new Map(container.Ports.flatMap((port) => (port.PublicPort ? [[port.PrivatePort, port.PublicPort]] : []))),
    network: container.NetworkSettings?.Networks?.[PROJECT]?.NetworkID,
  }));
}

/** The list has health in words only: `Up 2 minutes (healthy)`. */
function healthOf(status: string): ContainerView['health'] {
  if (status.includes('(healthy)')) return 'healthy';
  if (status.includes('(unhealthy)')) return 'unhealthy';
  return status.includes('(health: starting)') ? 'starting' : 'none';
}

/** Runs, and answers as far as that is known. */
export function isHealthy(view: ContainerView | undefined): boolean {
  return view?.isRunning === true && (view.health === 'healthy' || view.health === 'none');
}

/** The id of our network; undefined when there is none. */
export async function findNetwork(docker: Docker): Promise<string | undefined> {
  const options = { filters: JSON.stringify({ name: [PROJECT] }), abortSignal: AbortSignal.timeout(QUESTION_MS) };
  return (await docker.listNetworks(options)).find(({ Name }) => Name === PROJECT)?.Id;
}

/**
 * Ends a container: SIGTERM, and SIGKILL when that is not enough after `seconds`; without them, after what the compose
 * file gives it. One that is gone or has ended is fine.
 */
export async function stopContainer(docker: Docker, id: string, seconds?: number): Promise<void> {
  const abortSignal = AbortSignal.timeout(seconds === undefined ? STOP_MS : (seconds + 10) * 1_000);
  await unlessGone(docker.getContainer(id).stop({ ...(seconds !== undefined && { t: seconds }), abortSignal }));
}

/** Removes a container; what it kept in volumes with names stays. */
export async function removeContainer(docker: Docker, id: string): Promise<void> {
  const abortSignal = AbortSignal.timeout(30_000);
  await unlessGone(docker.getContainer(id).remove({ force: true, v: true, abortSignal }));
}

/** Removes the volumes of a service, and nothing that does not carry our label. */
export async function removeVolumes(docker: Docker, unit: UnitId): Promise<void> {
  const { Volumes } = await docker.listVolumes({ filters: ours(unit), abortSignal: AbortSignal.timeout(QUESTION_MS) });
  for (const { Name } of Volumes ?? []) {
    await unlessGone(docker.getVolume(Name).remove({ abortSignal: AbortSignal.timeout(30_000) }));
  }
}

/** The container that publishes a port on this machine; `isOurs`: it belongs to the stack. */
export async function portContainer(docker: Docker, port: number): Promise<{ name: string; isOurs: boolean } | undefined> {
  const containers = await docker.listContainers({ abortSignal: AbortSignal.timeout(QUESTION_MS) });
  const holder = containers.find(({ Ports }) => Ports.some(({ PublicPort }) => PublicPort === port));
  if (!holder) return undefined;
  const name = holder.Names[0]?.slice(1) ?? holder.Id.slice(0, 12);
  return { name, isOurs: holder.Labels['com.docker.compose.project'] === PROJECT && LABEL in holder.Labels };
}

/** 304: it has ended already. 404: there is none. 409: somebody else is removing it. */
async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    const { statusCode = 0, message = '' } = error as { statusCode?: number; message?: string };
    if (statusCode === 304 || statusCode === 404) return;
    if (statusCode === 409 && message.includes('already in progress')) return;
    throw error;
  }
}
