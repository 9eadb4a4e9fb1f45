/** Sets of operations as bits, by their number in `AclOperation`: without an authorizer everybody may do all that there is. */
const bits = (...operations: number[]) => operations.reduce((sum, operation) => sum | (1 << operation), 0);
const [READ, WRITE, CREATE, DELETE, ALTER, DESCRIBE, CLUSTER_ACTION, DESCRIBE_CONFIGS, ALTER_CONFIGS, IDEMPOTENT_WRITE] = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
];

/** What may be done to a topic. */
export const TOPIC_OPERATIONS = bits(READ, WRITE, CREATE, DELETE, ALTER, DESCRIBE, DESCRIBE_CONFIGS, ALTER_CONFIGS);
/** What may be done to the cluster. */
export const CLUSTER_OPERATIONS = bits(
  CREATE,
  ALTER,
  DESCRIBE,
  CLUSTER_ACTION,
  DESCRIBE_CONFIGS,
  ALTER_CONFIGS,
  IDEMPOTENT_WRITE,
);
/** What may be done to a group. */
export const GROUP_OPERATIONS = bits(READ, DELETE, DESCRIBE);
/** In the place of a set nobody asked for. */
export const UNASKED = -(2 ** 31);
