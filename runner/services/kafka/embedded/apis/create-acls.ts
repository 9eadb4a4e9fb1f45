import { defineApi } from '../api.ts';
import { NO_AUTHORIZER } from '../errors.ts';
import { CREATE_ACLS } from '../messages/create-acls.ts';

/** Rules about who may do what are refused one by one, as they would be of no effect. */
export const createAcls = defineApi({
  ...CREATE_ACLS,
  handle: ({ creations }) => ({ results: creations.map(() => NO_AUTHORIZER) }),
});
