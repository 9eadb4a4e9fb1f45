import { RunnerError } from '../errors.ts';
import type { Parts, PartsOptions } from '../parts.ts';
import { DockerStack } from '../services/docker.ts';
import type { Address } from '../services/stack.ts';
import { containerFiles } from './container-files.ts';
import { orphanEnder } from './end-orphans.ts';
import { LEARNER } from './exec-place.ts';
import { Gate } from './gate.ts';
import { launchInContainer } from './launch-in-container.ts';

/** The Docker stack: the real engines in containers, and a container with a shell that programs run in. */
export async function dockerParts({ config, dataDir, services, control, changed, filesBack }: PartsOptions): Promise<Parts> {
  const stack = new DockerStack({ services, environment: config.environment, offline: config.offline, changed });
  const meet = orphanEnder(dataDir.id);
  const gate = new Gate({
    containers: stack,
    resolve: (address) => isOfStack(stack, address),
    control,
    mark: dataDir.id,
    meet: (where) => meet({ ...where, name: 'the shell', user: LEARNER, env: [] }),
    opened: filesBack,
  });
  return {
    stack,
    launch: launchInContainer({ containers: stack, gate, mark: dataDir.id, meet }),
    files: (track) => containerFiles(gate, track),
    close: async () => {
      gate.close();
      await stack.close();
    },
  };
}

/** A real engine may listen on more ports than we know of: those are for the network to find. */
function isOfStack(stack: DockerStack, address: Address): boolean {
  try {
    return stack.resolve(address) !== undefined;
  } catch (error) {
    if (error instanceof RunnerError && error.code === 'service.unknown') return false;
    throw error;
  }
}
