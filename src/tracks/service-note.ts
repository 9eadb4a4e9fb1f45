import type { ServiceId } from '#contract/services.ts';

/** Services that have an embedded form, as the runner's registry says; the others run on the Docker stack only. */
const EMBEDDED: readonly ServiceId[] = ['echo', 'rabbitmq', 'kafka', 'mosquitto', 'influxdb', 'grafana'];

/** Whether a service has a form on the embedded stack. */
export function isEmbedded(service: ServiceId): boolean {
  return EMBEDDED.includes(service);
}

/** What a lesson in the sidebar says about its stack: `Docker` when one of its services has no embedded form. */
export function serviceNote(services: readonly ServiceId[]): string | undefined {
  return services.every(isEmbedded) ? undefined : 'Docker';
}
