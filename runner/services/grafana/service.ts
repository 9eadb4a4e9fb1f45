import { defineService } from '../define-service.ts';

/** Grafana: dashboards. Its embedded form has the HTTP API for them, and a page that draws them. */
export const grafana = defineService({
  id: 'grafana',
  needs: [],
  ports: [{ name: 'http', port: 3000, protocol: 'http', ui: '/dashboards' }],
  variables: (address) => ({ GRAFANA_URL: `http://${address('http')}` }),
  startEmbedded: async (options) => {
    const { startGrafana } = await import('./embedded/http.ts');
    // The page is loaded when somebody opens it.
    const answerPage = async (request: Request) => (await import('./page/answer-page.ts')).answerPage(request);
    return await startGrafana({ ...options, answerPage });
  },
  observer: async () => (await import('./observe.ts')).grafanaObserver,
});
