import { defineApi } from '../api.ts';
import { NODE_ID } from '../broker.ts';
import { addressOf } from '../listener.ts';
import { DESCRIBE_CLUSTER } from '../messages/describe-cluster.ts';
import { CLUSTER_OPERATIONS, UNASKED } from '../operations.ts';

/** What the cluster is: one broker. */
export const describeCluster = defineApi({
  ...DESCRIBE_CLUSTER,
  handle: ({ includeClusterAuthorizedOperations, endpointType }, { broker, listener }) => {
    if (endpointType !== BROKERS)
      return {
        errorCode: MISMATCHED_ENDPOINT_TYPE,
        errorMessage: 'The request was sent to an endpoint of the wrong type.',
        endpointType,
      };
    return {
      ...{ clusterId: broker.clusterId, controllerId: NODE_ID, brokers: [{ brokerId: NODE_ID, ...addressOf(listener) }] },
      clusterAuthorizedOperations: includeClusterAuthorizedOperations ? CLUSTER_OPERATIONS : UNASKED,
    };
  },
});

const BROKERS = 1;
const MISMATCHED_ENDPOINT_TYPE = 114;
