import { parentPort, workerData } from 'node:worker_threads';
import { SERVICES } from './registry.ts';
import type { WorkerReport, WorkerStart } from './stack-messages.ts';

/** One embedded service in a worker thread of its own. Any message from the parent means: end. */
const { service, ...start } = workerData as WorkerStart;
const report = (message: WorkerReport): void => parentPort?.postMessage(message);

try {
  const options = { ...start, log: (line: string) => report({ type: 'log', line }) };
  const running = await SERVICES.find(({ id }) => id === service)?.startEmbedded?.(options);
  if (!running) throw new Error(`${service} has no embedded form.`);
  parentPort?.once('message', async () => {
    await running.stop();
    parentPort?.close();
  });
  report({ type: 'ready' });
} catch (cause) {
  const { message, code } = cause as NodeJS.ErrnoException;
  report({ type: 'failed', error: message, ...(code && { code }) });
  parentPort?.close();
}
