import { defineService } from '../define-service.ts';

/** Remembers what it is told. The smallest complete service: copy this folder to begin a new one. */
export const echo = defineService({
  id: 'echo',
  needs: [],
  ports: [{ name: 'http', port: 7007, protocol: 'http' }],
  startEmbedded: async (options) => (await import('./embedded/http.ts')).startEcho(options),
});
