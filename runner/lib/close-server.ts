import type { Server, Socket } from 'node:net';

/**
 * Gives back how to end a server at once, with every connection it took: also upgraded ones and tunnels, which Node's
 * own `closeAllConnections` leaves open and `close` then waits for. To be called before the server listens.
 */
export function serverCloser(server: Server): () => Promise<void> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of open) socket.destroy();
    await closed;
  };
}
