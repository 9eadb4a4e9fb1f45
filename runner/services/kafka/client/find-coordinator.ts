import { setTimeout as pause } from 'node:timers/promises';
import { FIND_COORDINATOR } from '../embedded/messages/find-coordinator.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { KafkaFailure } from './kafka-failure.ts';

/** A broker answers so while it makes or loads what it keeps groups in: it will be there soon. */
const LOADING = [14, 15, 16];
const WITHIN_MS = 15_000;
const PAUSE_MS = 100;

/** Waits until the broker is the coordinator of a group; Kafka makes what it needs for that when it is first asked. @throws KafkaFailure */
export async function findCoordinator(connection: KafkaConnection, groupId: string): Promise<void> {
  await whileLoading(async () => {
    const { errorCode, errorMessage } = await connection.call(FIND_COORDINATOR, { key: groupId, keyType: 0 });
    if (errorCode !== 0) throw new KafkaFailure(errorCode, errorMessage);
  });
}

/** Does something again as long as the broker is loading. @throws KafkaFailure */
export async function whileLoading<Value>(work: () => Promise<Value>): Promise<Value> {
  for (const deadline = performance.now() + WITHIN_MS; ; await pause(PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      const isLoading = error instanceof KafkaFailure && LOADING.includes(error.code);
      if (!isLoading || performance.now() > deadline) throw error;
    }
  }
}
