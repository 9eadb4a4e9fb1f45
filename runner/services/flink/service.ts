import { join } from 'node:path';
import { defineService } from '../define-service.ts';

/** Flink: jobs that compute over streams, written in SQL. It runs on the Docker stack only. */
export const flink = defineService({
  id: 'flink',
  needs: ['kafka'],
  ports: [
    { name: 'http', port: 8091, inside: 8081, protocol: 'http', ui: '/' },
    { name: 'sql-gateway', port: 8093, inside: 8083, protocol: 'http' },
  ],
  languages: { 'flink-sql': join(import.meta.dirname, 'sql/main.ts') },
  observer: async () => (await import('./observe.ts')).flinkObserver,
});
