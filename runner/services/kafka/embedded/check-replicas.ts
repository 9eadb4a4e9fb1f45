import { NODE_ID } from './broker.ts';
import { KafkaError } from './errors.ts';

/** @throws KafkaError INVALID_REPLICA_ASSIGNMENT unless the replicas of a partition are this broker, once. */
export function checkReplicas(replicas: readonly number[]): void {
  const refuse = (what: string) =>
    new KafkaError('INVALID_REPLICA_ASSIGNMENT', `The manual partition assignment includes ${what}`);
  if (replicas.length === 0) throw refuse('an empty replica list.');
  const unknown = replicas.find((id) => id !== NODE_ID);
  if (unknown !== undefined) throw refuse(`broker ${unknown}, but no such broker is registered.`);
  if (replicas.length > 1) throw refuse(`the broker ${NODE_ID} more than once.`);
}
