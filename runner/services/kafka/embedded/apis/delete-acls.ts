import { defineApi } from '../api.ts';
import { NO_AUTHORIZER } from '../errors.ts';
import { DELETE_ACLS } from '../messages/delete-acls.ts';

/** There are no rules about who may do what, so none can be removed. */
export const deleteAcls = defineApi({
  ...DELETE_ACLS,
  handle: ({ filters }) => ({ filterResults: filters.map(() => NO_AUTHORIZER) }),
});
