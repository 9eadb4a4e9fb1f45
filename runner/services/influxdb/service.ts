import { join } from 'node:path';
import { defineService } from '../define-service.ts';

/** InfluxDB 1: rows over time, found by their tags and summed up in windows of time. */
export const influxdb = defineService({
  id: 'influxdb',
  needs: [],
  ports: [{ name: 'http', port: 8086, protocol: 'http' }],
  languages: { influxql: join(import.meta.dirname, 'influxql/main.ts') },
  variables: (address) => ({ INFLUX_URL: `http://${address('http')}` }),
  startEmbedded: async ({ dataDir, ports, log }) => {
    const { startInfluxdb } = await import('./embedded/start-influxdb.ts');
    return await startInfluxdb({ dataDir, port: ports.http ?? 8086, log });
  },
  observer: async () => (await import('./observe.ts')).influxdbObserver,
});
