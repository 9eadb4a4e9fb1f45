import { defineApi } from '../api.ts';
import { NODE_ID } from '../broker.ts';
import { ERROR } from '../errors.ts';
import { addressOf } from '../listener.ts';
import { list } from '../wire/notation.ts';

const GROUP = 0;
const TRANSACTION = 1;

/** Who coordinates a group or a transactional id: this broker. */
export const findCoordinator = defineApi({
  key: 10,
  name: 'FindCoordinator',
  versions: '0-6',
  flexible: 3,
  request: {
    key: 'string 0-3',
    keyType: 'int8 1+',
    coordinatorKeys: '[]string 4+',
  },
  response: {
    throttleTimeMs: 'int32 1+',
    errorCode: 'int16 0-3',
    errorMessage: 'string? 1-3',
    nodeId: 'int32 0-3',
    host: 'string 0-3',
    port: 'int32 0-3',
    coordinators: list(
      {
        key: 'string',
        nodeId: 'int32',
        host: 'string',
        port: 'int32',
        errorCode: 'int16',
        errorMessage: 'string?',
      },
      '4+',
    ),
  },
  handle: ({ key, keyType, coordinatorKeys }, { version, listener }) => {
    const isKnown = keyType === GROUP || keyType === TRANSACTION;
    const errorCode = isKnown ? ERROR.NONE : ERROR.INVALID_REQUEST;
    const errorMessage = isKnown ? (version < 4 ? 'NONE' : '') : `There is no coordinator of the type ${keyType}.`;
    const here = isKnown ? { nodeId: NODE_ID, ...addressOf(listener) } : { nodeId: -1, host: '', port: -1 };
    const keys = version >= 4 ? coordinatorKeys : [key];
    return {
      errorCode,
      errorMessage,
      ...here,
      coordinators: keys.map((one) => ({ key: one, ...here, errorCode, errorMessage })),
    };
  },
});
