import { isAdmin, isMonitor } from '../accounts.ts';
import type { ApiRequest } from '../request.ts';
import type { VHost } from '../vhost.ts';

/** The vhosts whose queues, exchanges and bindings the user may list: an administrator's are all, others' where they have permissions. */
export function visibleVhosts({ broker, user }: ApiRequest): VHost[] {
  const vhosts = [...broker.vhosts.values()];
  return isAdmin(user) ? vhosts : vhosts.filter(({ name }) => broker.permission(name, user.name));
}

/** The vhosts that the list of vhosts shows: a monitoring user's are all. */
export function listedVhosts(request: ApiRequest): VHost[] {
  return isMonitor(request.user) ? [...request.broker.vhosts.values()] : visibleVhosts(request);
}
