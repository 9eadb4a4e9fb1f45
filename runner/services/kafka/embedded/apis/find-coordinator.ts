import { defineApi } from '../api.ts';
import { NODE_ID } from '../broker.ts';
import { ERROR } from '../errors.ts';
import { addressOf } from '../listener.ts';
import { FIND_COORDINATOR } from '../messages/find-coordinator.ts';

const GROUP = 0;
const TRANSACTION = 1;

/** Who coordinates a group or a transactional id: this broker. */
export const findCoordinator = defineApi({
  ...FIND_COORDINATOR,
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
