import { type Broker, NODE_ID } from './broker.ts';
import type { ConfigValues } from './configs/configs.ts';
import { KafkaError, refusalOf } from './errors.ts';
import { RESOURCE } from './resources.ts';

type Named = { resourceType: number; resourceName: string };

/** How the values of one resource change, and whether they are only checked. */
export type Alteration<Resource> = {
  isDryRun: boolean;
  change: (now: ConfigValues, kind: 'topic' | 'broker', resource: Resource) => ConfigValues;
};

/** Changes settings of topics and of the broker, each resource for itself. */
export async function changeConfigs<Resource extends Named>(
  broker: Broker,
  resources: readonly Resource[],
  how: Alteration<Resource>,
) {
  const responses = [];
  for (const resource of resources) {
    const { resourceType, resourceName } = resource;
    try {
      await alter(broker, resource, how);
      responses.push({ errorMessage: null, resourceType, resourceName });
    } catch (error) {
      responses.push({ ...refusalOf(error), resourceType, resourceName });
    }
  }
  return responses;
}

async function alter<Resource extends Named>(
  { topics }: Broker,
  resource: Resource,
  { isDryRun, change }: Alteration<Resource>,
): Promise<void> {
  const { resourceType, resourceName } = resource;
  if (resourceType === RESOURCE.TOPIC) {
    const topic = topics.find(resourceName);
    if (!topic) throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', `The topic '${resourceName}' does not exist.`);
    return await topics.configure(topic, (now) => change(now, 'topic', resource), { isDryRun });
  }
  if (resourceType !== RESOURCE.BROKER) throw new KafkaError('INVALID_REQUEST', `Unknown resource type ${resourceType}.`);
  if (resourceName !== '' && resourceName !== String(NODE_ID)) {
    throw new KafkaError('INVALID_REQUEST', `Unexpected broker id, expected ${NODE_ID}, but received ${resourceName}`);
  }
  await topics.configureBroker((now) => change(now, 'broker', resource), { isDryRun });
}
