import { Worker } from 'node:worker_threads';
import type { ServiceId } from '#contract/services.ts';
import { endMarked } from '../terminal/processes.ts';
import type { StackOrder, StackReport, WorkerReport, WorkerStart } from './stack-messages.ts';

/**
 * The process of the embedded services, a worker thread each. It is a child of the runner, takes its orders over the
 * IPC channel, and ends when that channel closes: then the runner is gone, by a crash or SIGKILL, and the programs its
 * blocks have started are ended too. `argv[2]` is the mark of those programs.
 */
const MEMORY_EVERY_MS = 2000;
const workers = new Map<ServiceId, Worker>();
const [mark = ''] = process.argv.slice(2);

const report = (message: StackReport): void => {
  if (process.connected) process.send?.(message);
};

function start({ type: _, ...workerData }: Extract<StackOrder, { type: 'start' }>): void {
  const { service }: WorkerStart = workerData;
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), { workerData });
  let failure: { error: string; code?: string } | undefined;
  workers.set(service, worker);
  worker.on('message', (message: WorkerReport) => {
    if (message.type === 'failed') failure = { error: message.error, ...(message.code && { code: message.code }) };
    else report({ ...message, service });
  });
  worker.on('error', (cause) => {
    failure = { error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) };
  });
  worker.on('exit', () => {
    workers.delete(service);
    report({ type: 'ended', service, ...failure });
  });
}

async function reportMemory(): Promise<void> {
  const services: Partial<Record<ServiceId, number>> = {};
  for (const [service, worker] of workers) {
    try {
      const { total_heap_size, external_memory } = await worker.getHeapStatistics();
      services[service] = total_heap_size + external_memory;
    } catch {
      // The worker ended between the two lines; `ended` says so.
    }
  }
  report({ type: 'memory', total: process.memoryUsage.rss(), services });
}

process.on('message', (order: StackOrder) => {
  if (order.type === 'start') start(order);
  else workers.get(order.service)?.postMessage('stop');
});
process.on('disconnect', async () => {
  for (const worker of workers.values()) worker.postMessage('stop');
  await endMarked('TOWPATH_RUNNER', mark).catch(() => undefined); // What cannot be ended is not ours to wait for.
  process.exit(0);
});
setInterval(() => void reportMemory(), MEMORY_EVERY_MS).unref();
