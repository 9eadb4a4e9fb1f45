import { defineApi } from '../api.ts';
import { NO_AUTHORIZER } from '../errors.ts';
import { DESCRIBE_ACLS } from '../messages/describe-acls.ts';

/** Who may do what: nobody keeps such rules here, everybody may do everything. */
export const describeAcls = defineApi({
  ...DESCRIBE_ACLS,
  handle: () => ({ ...NO_AUTHORIZER, errorMessage: 'No Authorizer is configured on the broker' }),
});
