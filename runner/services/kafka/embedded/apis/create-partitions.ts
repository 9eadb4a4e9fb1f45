import { defineApi, type RequestContext } from '../api.ts';
import { checkReplicas } from '../check-replicas.ts';
import { KafkaError, refusalOf } from '../errors.ts';
import { CREATE_PARTITIONS } from '../messages/create-partitions.ts';

/** Gives topics more partitions; fewer is never possible. */
export const createPartitions = defineApi({
  ...CREATE_PARTITIONS,
  handle: async ({ topics, validateOnly }, context) => {
    const results = [];
    for (const topic of topics) results.push(await grow(topic, { isDryRun: validateOnly, context }));
    return { results };
  },
});

type Wanted = { name: string; count: number; assignments: { brokerIds: number[] }[] | null };

async function grow({ name, count, assignments }: Wanted, { isDryRun, context }: { isDryRun: boolean; context: RequestContext }) {
  const { topics } = context.broker;
  try {
    const topic = topics.find(name);
    if (!topic) throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', 'This server does not host this topic-partition.');
    const added = count - topic.partitions.length;
    if (assignments && added > 0) checkAssignments(assignments, added);
    await topics.grow(topic, count, { isDryRun });
    return { name, errorMessage: null };
  } catch (error) {
    return { name, ...refusalOf(error) };
  }
}

function checkAssignments(assignments: { brokerIds: number[] }[], added: number): void {
  if (assignments.length !== added) {
    throw new KafkaError(
      'INVALID_REPLICA_ASSIGNMENT',
      `Attempted to add ${added} additional partition(s), but only ${assignments.length} assignment(s) were specified.`,
    );
  }
  for (const { brokerIds } of assignments) checkReplicas(brokerIds);
}
