import { findEngine } from '../../runner/docker/engine.ts';

/** What Compose made for Towpath and carries its label; nothing else is touched. */
const OURS = { filters: { label: ['com.docker.compose.project=streaming', 'towpath.service'] } };

/** The services of the Docker stack whose containers run now; the shell alone does not count. */
export async function stackInUse(environment: Record<string, string | undefined> = process.env): Promise<string[]> {
  const { docker } = await findEngine(environment);
  const services = (await docker.listContainers(OURS)).map(({ Labels }) => Labels['towpath.service'] ?? '');
  return [...new Set(services)].filter((service) => service !== 'shell').sort();
}

/**
 * Removes the Docker stack of this environment's engine, data included: containers, volumes, network. Images stay.
 * @throws RunnerError 'docker.unavailable'
 */
export async function clearStack(environment: Record<string, string | undefined> = process.env): Promise<void> {
  const { docker } = await findEngine(environment);
  const containers = await docker.listContainers({ all: true, ...OURS });
  await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })));
  const { Volumes } = await docker.listVolumes(OURS);
  await Promise.all((Volumes ?? []).map(({ Name }) => docker.getVolume(Name).remove()));
  const networks = await docker.listNetworks(OURS);
  await Promise.all(networks.map(({ Id }) => docker.getNetwork(Id).remove()));
}
