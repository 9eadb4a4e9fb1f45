import { join } from 'node:path';
import { defineService } from '../define-service.ts';

/** Kafka: topics that keep what was written to them. Its embedded form is one broker that speaks Kafka's protocol. */
export const kafka = defineService({
  id: 'kafka',
  needs: [],
  ports: [{ name: 'broker', port: 9092, protocol: 'tcp' }],
  commands: join(import.meta.dirname, 'bin'),
  variables: (address) => ({ KAFKA_BROKERS: address('broker') }),
  startEmbedded: async ({ dataDir, ports, log }) => {
    const { startKafka } = await import('./embedded/start-kafka.ts');
    return await startKafka({ dataDir, listeners: [{ name: 'HOST', port: ports.broker ?? 9092 }], log });
  },
  observer: async () => (await import('./observe.ts')).kafkaObserver,
});
