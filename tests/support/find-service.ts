import type { ServiceId } from '#contract/services.ts';
import type { Service } from '../../runner/services/define-service.ts';
import { SERVICES } from '../../runner/services/registry.ts';

/** A service that is built, by its name. */
export function findService(id: ServiceId): Service {
  const service = SERVICES.find((candidate) => candidate.id === id);
  if (!service) throw new Error(`The service ${id} is not built yet.`);
  return service;
}
