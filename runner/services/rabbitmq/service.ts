import { defineService } from '../define-service.ts';

/** RabbitMQ: queues for messages. Its embedded form has the management API over HTTP. */
export const rabbitmq = defineService({
  id: 'rabbitmq',
  needs: [],
  ports: [{ name: 'management', port: 15672, protocol: 'http', ui: '/' }],
  startEmbedded: async (options) => (await import('./embedded/http.ts')).startRabbitmq(options),
  observer: async () => (await import('./observe.ts')).rabbitmqObserver,
});
