import { defineService } from '../define-service.ts';

/** Kafka: topics that keep what was written to them. It runs on the Docker stack only. */
export const kafka = defineService({
  id: 'kafka',
  needs: [],
  ports: [{ name: 'broker', port: 9092, protocol: 'tcp' }],
});
