import { defineService } from '../define-service.ts';

/** Grafana: dashboards. Its embedded form has the HTTP API for them. */
export const grafana = defineService({
  id: 'grafana',
  needs: [],
  ports: [{ name: 'http', port: 3000, protocol: 'http' }],
  variables: (address) => ({ GRAFANA_URL: `http://${address('http')}` }),
  startEmbedded: async (options) => (await import('./embedded/http.ts')).startGrafana(options),
  observer: async () => (await import('./observe.ts')).grafanaObserver,
});
