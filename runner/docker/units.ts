import { SERVICE_TITLES, type ServiceId } from '#contract/services.ts';
import type { Service, ServicePort } from '../services/define-service.ts';
import { ServiceRecord } from '../services/service-state.ts';
import type { ComposeContainer, ComposeProject, UnitId } from './compose-file.ts';

/** A service, or the shell, with its containers: what is started, stopped and shown as one. */
export type Unit = {
  id: UnitId;
  record: ServiceRecord;
  /** In the order of the compose file. */
  containers: ComposeContainer[];
  /** Units that one of its containers needs. */
  needs: UnitId[];
};

/** The shell is no service of a lesson, but driven like one. */
const SHELL: Service = { id: 'shell' as ServiceId, needs: [], ports: [] };

/** The units of services, of those that they need, and the shell; each after those it needs. */
export function makeUnits(project: ComposeProject, services: readonly Service[]): Map<UnitId, Unit> {
  const units = new Map<UnitId, Unit>();
  const add = (service: Service): void => {
    if (units.has(service.id)) return;
    const unit = makeUnit(project, service);
    for (const id of unit.needs) add(services.find((known) => known.id === id) ?? nameless(id));
    units.set(service.id, unit);
  };
  for (const service of [SHELL, ...services]) add(service);
  return units;
}

/** One that no lesson names yet: all that is known of it is in the compose file. */
const nameless = (id: UnitId): Service => (id === 'shell' ? SHELL : { id, needs: [], ports: [] });

function makeUnit(project: ComposeProject, service: Service): Unit {
  const id = service.id as UnitId;
  const containers = project.containers.filter(({ unit }) => unit === id);
  const unitOf = new Map(project.containers.map(({ name, unit }) => [name, unit]));
  const needs = containers.flatMap((container) => container.needs.map((name) => unitOf.get(name)));
  const [first] = containers;
  const record = new ServiceRecord(service, {
    title: id === 'shell' ? 'The shell' : SERVICE_TITLES[service.id],
    available: containers.length > 0 && containers.every(({ available }) => available),
    ports: portsOf(containers, service),
    memoryLimitBytes: containers.reduce((sum, { memoryLimitBytes }) => sum + memoryLimitBytes, 0),
    ...(first && { image: first.image }),
  });
  return { id, record, containers, needs: [...new Set(needs)].filter((need) => need !== undefined && need !== id) as UnitId[] };
}

/** The ports that the service declares first: the first one is its main one. */
function portsOf(containers: readonly ComposeContainer[], service: Service): ServicePort[] {
  const ports = containers.flatMap((container) => container.ports.map((port) => servicePort(port, service)));
  const rank = ({ name }: ServicePort): number => service.ports.findIndex((port) => port.name === name) + 1 || 1_000;
  return ports.sort((one, other) => rank(one) - rank(other));
}

/** The service knows what is spoken on its ports; the others are for programs. */
function servicePort({ name, usual, inside }: { name: string; usual: number; inside: number }, service: Service): ServicePort {
  const declared = service.ports.find((port) => port.name === name);
  return { name, port: usual, inside, protocol: declared?.protocol ?? 'tcp', ...(declared?.ui && { ui: declared.ui }) };
}

/** Units, each after those it needs. */
export function withNeeds(chosen: readonly Unit[], units: ReadonlyMap<UnitId, Unit>): Unit[] {
  const ordered = new Set<Unit>();
  const add = (unit: Unit | undefined): void => {
    if (!unit) return;
    for (const need of unit.needs) add(units.get(need));
    ordered.add(unit);
  };
  for (const unit of chosen) add(unit);
  return [...ordered];
}

/** Ends units beside each other, each after those of them that need it. @throws what failed first */
export async function afterThoseInNeed(units: readonly Unit[], end: (unit: Unit) => Promise<void>): Promise<void> {
  const ends = new Map<Unit, Promise<void>>();
  const ended = (unit: Unit): Promise<void> => {
    const known = ends.get(unit);
    if (known) return known;
    const needing = units.filter(({ needs }) => needs.includes(unit.id));
    const ending = Promise.allSettled(needing.map(ended)).then(() => end(unit));
    ends.set(unit, ending);
    return ending;
  };
  await Promise.all(units.map(ended));
}
