import { defineApi } from '../api.ts';
import { NODE_ID } from '../broker.ts';
import { addressOf } from '../listener.ts';
import { CLUSTER_OPERATIONS, UNASKED } from '../operations.ts';
import { list } from '../wire/notation.ts';

/** What the cluster is: one broker. */
export const describeCluster = defineApi({
  key: 60,
  name: 'DescribeCluster',
  versions: '0-1',
  flexible: 0,
  request: {
    includeClusterAuthorizedOperations: 'bool',
    endpointType: 'int8 1+ = 1',
  },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
    errorMessage: 'string? = null',
    endpointType: 'int8 1+ = 1',
    clusterId: 'string',
    controllerId: 'int32 = -1',
    brokers: list({
      brokerId: 'int32',
      host: 'string',
      port: 'int32',
      rack: 'string? = null',
    }),
    clusterAuthorizedOperations: 'int32 = -2147483648',
  },
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
