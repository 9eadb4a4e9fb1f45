import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const DESCRIBE_CLUSTER = message({
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
});
