import { suggest } from '#contract/nearest.ts';
import { SERVICE_IDS, type ServiceId } from '#contract/services.ts';
import { RunnerError } from '../errors.ts';
import type { Service } from './define-service.ts';
import { echo } from './echo/service.ts';
import { kafka } from './kafka/service.ts';
import { rabbitmq } from './rabbitmq/service.ts';

/** Every service the runner can drive. */
export const SERVICES: readonly Service[] = [rabbitmq, kafka, echo];

/** @throws RunnerError 'service.unknown' with the nearest right name. */
export function findService(id: string): Service {
  const service = SERVICES.find((candidate) => candidate.id === id);
  if (service) return service;
  const isPlanned = (SERVICE_IDS as string[]).includes(id);
  throw new RunnerError('service.unknown', isPlanned ? `The service ${id} is not built yet.` : `There is no service ${id}.`, {
    hint: suggest(
      id,
      SERVICES.map((candidate): ServiceId => candidate.id),
    ),
  });
}
