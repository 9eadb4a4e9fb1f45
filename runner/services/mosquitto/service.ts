import { join } from 'node:path';
import { defineService } from '../define-service.ts';

/** MQTT: topics of messages that are passed on, and kept for those who said that they come back. Its embedded form is aedes. */
export const mosquitto = defineService({
  id: 'mosquitto',
  needs: [],
  ports: [{ name: 'mqtt', port: 1883, protocol: 'tcp' }],
  commands: join(import.meta.dirname, 'bin'),
  variables: (address) => ({ MQTT_URL: `mqtt://${address('mqtt')}` }),
  startEmbedded: async ({ dataDir, ports, log }) => {
    const { startMosquitto } = await import('./embedded/start-mosquitto.ts');
    return await startMosquitto({ dataDir, port: ports.mqtt ?? 1883, log });
  },
  observer: async () => (await import('./observe.ts')).mosquittoObserver,
});
