import { defineService } from '../define-service.ts';

/** Remembers what it is told. */
export const echo = defineService({
  id: 'echo',
  needs: [],
  ports: [{ name: 'http', port: 7007, protocol: 'http' }],
  variables: (address) => ({ ECHO_URL: `http://${address('http')}` }),
  startEmbedded: async (options) => (await import('./embedded/http.ts')).startEcho(options),
  observer: async () => (await import('./observe.ts')).echoObserver,
});
