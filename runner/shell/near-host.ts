import { nearest } from '#contract/nearest.ts';
import { NETWORK } from '#contract/network.ts';

/** ``Did you mean `rabbitmq`?`` for a host that nobody knows and that is nearly one of the stack's network. */
export function nearHost(hostname: string): string | undefined {
  const near = nearest(hostname, Object.keys(NETWORK));
  return near && near !== hostname ? `Did you mean \`${near}\`?` : undefined;
}
