import type { ServiceStatus, StackStatus } from '#contract/messages/stack.ts';

/**
 * All that a stack says of itself except the numbers that move by themselves, memory and bytes that were fetched; two
 * that are the same text say the same.
 */
export function exceptNumbers({ memoryBytes: _, ...stack }: StackStatus): string {
  return JSON.stringify({ ...stack, services: stack.services.map(withoutNumbers) });
}

function withoutNumbers({ memoryBytes: _, ...service }: ServiceStatus): Partial<ServiceStatus> {
  if (service.progress?.totalBytes === undefined) return service;
  // A pull says its bytes in its sentence, too.
  const { detail: __, ...rest } = service;
  return { ...rest, progress: { step: service.progress.step, totalBytes: 1 } };
}
