import { suggest } from '#contract/nearest.ts';
import { RunnerError } from '../errors.ts';
import type { ServiceRecord } from './service-state.ts';
import type { Address } from './stack.ts';

/**
 * Where a port of a service in the stack's network is on this machine.
 * @throws RunnerError 'service.stopped' | 'service.starting' when the service is not ready, 'service.unknown' for a port it does not have
 */
export function addressHere(record: ServiceRecord, port: number): Address {
  const { ports } = record.form;
  const usual = ports.find((candidate) => candidate.port === port || candidate.inside === port);
  if (!usual) {
    throw new RunnerError('service.unknown', `${record.title} has no port ${port}.`, {
      hint: suggest(
        String(port),
        ports.map((candidate) => String(candidate.port)),
      ),
    });
  }
  if (record.state !== 'ready') {
    const how = record.state === 'stopped' ? 'is stopped' : record.state === 'failed' ? 'has failed' : `is ${record.state}`;
    const isOnItsWay = ['starting', 'stopping'].includes(record.state);
    throw new RunnerError(isOnItsWay ? 'service.starting' : 'service.stopped', `${record.title} ${how}.`, {
      hint:
        record.state === 'starting'
          ? 'Wait a moment and try again.'
          : `Start ${record.title}: towpath start ${record.service.id}`,
    });
  }
  return { hostname: '127.0.0.1', port: record.ports[usual.name] ?? usual.port };
}
