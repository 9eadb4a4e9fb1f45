import { AmqpError } from './refusals.ts';

/**
 * A second declaration must be like the first, field by field in RabbitMQ's order.
 * @param what `queue 'a' in vhost '/'`
 * @throws AmqpError 'precondition_failed' that names the first field which differs.
 */
export function assertEquivalent(what: string, wanted: Record<string, unknown>, current: Record<string, unknown>): void {
  for (const [field, value] of Object.entries(wanted)) {
    if (value === current[field]) continue;
    const difference = `received '${String(value)}' but current is '${String(current[field])}'`;
    throw new AmqpError('precondition_failed', `inequivalent arg '${field}' for ${what}: ${difference}`);
  }
}
