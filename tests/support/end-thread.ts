import WebSocket from 'ws';
import { eventually } from './eventually.ts';

type Message = { method?: string; params?: { sessionId?: string } };

/**
 * Ends the one worker thread of a Node process, as a crash would: over its debugger, which SIGUSR1 opens.
 * @param output what the process wrote to stderr so far; the debugger's address is in it.
 */
export async function endThread(pid: number, output: () => string): Promise<void> {
  process.kill(pid, 'SIGUSR1');
  const url = await eventually(() => {
    const found = /Debugger listening on (ws:\S+)/.exec(output())?.[1];
    if (!found) throw new Error('The debugger is not open.');
    return found;
  });
  const socket = new WebSocket(url);
  let lastId = 0;
  const send = (method: string, params: object): void => socket.send(JSON.stringify({ id: ++lastId, method, params }));
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () => send('NodeWorker.enable', { waitForDebuggerOnStart: false }));
    socket.on('message', (data) => {
      const { method, params } = JSON.parse(String(data)) as Message;
      // The one that is started in its place is attached to as well: it lives.
      if (method === 'NodeWorker.attachedToWorker' && lastId === 1) {
        const expression = 'process.exit(1)';
        const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } });
        send('NodeWorker.sendMessageToWorker', { sessionId: params?.sessionId, message });
      } else if (method === 'NodeWorker.detachedFromWorker') resolve();
    });
  });
  socket.terminate();
}
