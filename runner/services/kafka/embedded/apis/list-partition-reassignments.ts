import { defineApi } from '../api.ts';
import { LIST_PARTITION_REASSIGNMENTS } from '../messages/list-partition-reassignments.ts';

/** Partitions on the move to other brokers: none, there is no other. */
export const listPartitionReassignments = defineApi({
  ...LIST_PARTITION_REASSIGNMENTS,
  handle: () => ({ errorMessage: null, topics: [] }),
});
