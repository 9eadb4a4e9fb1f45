import { portsOf } from './choose-host-ports.ts';
import { isHealthy } from './containers.ts';
import type { StackView } from './stack-view.ts';
import type { Unit } from './units.ts';

/**
 * Sets the state of a unit that no order is concerned with to what its containers are: started by an earlier runner, or
 * by hand. Returns the container that is down though the unit was ready; its end is the caller's to see to.
 */
export function observeUnit(unit: Unit, view: StackView): string | undefined {
  const { record, containers } = unit;
  const views = containers.map(({ name }) => view.get(name));
  const areRunning = views.every((found) => found?.isRunning && found.network);
  if (areRunning) record.ports = { ...record.ports, ...portsOf(unit, view) };
  if (areRunning && views.every(isHealthy)) {
    record.wanted = true;
    if (record.state !== 'ready') record.set('ready');
    return undefined;
  }
  if (areRunning && views.some((found) => found?.health === 'unhealthy')) {
    if (record.state === 'ready' || record.state === 'starting') {
      record.set('failed', {
        detail: `${record.title} runs, but its health check fails.`,
        hint: 'Look at its log. If it does not come back by itself, start it again.',
      });
    }
    return undefined;
  }
  if (areRunning) {
    if (record.state !== 'starting')
      record.set('starting', { detail: 'Waiting until it is healthy.', progress: { step: 'waiting' } });
    return undefined;
  }
  if (record.state === 'ready') return containers.find((_, index) => !views[index]?.isRunning || !views[index]?.network)?.name;
  if (record.state === 'starting') record.set('stopped');
  return undefined;
}
