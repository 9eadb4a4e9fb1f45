import type { ServiceId } from '#contract/services.ts';

/** What the runner tells the process of the embedded services. */
export type StackOrder = ({ type: 'start' } & WorkerStart) | { type: 'stop'; service: ServiceId };

/** What that process tells the runner. `ended`: the service is gone, asked (`error` unset) or not. */
export type StackReport =
  | { type: 'ready'; service: ServiceId }
  | { type: 'ended'; service: ServiceId; error?: string; code?: string }
  | { type: 'log'; service: ServiceId; line: string }
  | { type: 'memory'; total: number; services: Partial<Record<ServiceId, number>> };

/** What a service's worker thread starts with. */
export type WorkerStart = { service: ServiceId; dataDir: string; ports: Record<string, number>; proxyUrl?: string };

/** What a service's worker thread tells the process. */
export type WorkerReport = { type: 'ready' } | { type: 'failed'; error: string; code?: string } | { type: 'log'; line: string };
