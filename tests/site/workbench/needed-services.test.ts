import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ServiceStatus } from '#contract/messages/stack.ts';
import { neededServices, stoppedService } from '../../../src/workbench/needed-services.ts';

const service = (id: ServiceStatus['service'], given: Partial<ServiceStatus> = {}): ServiceStatus => ({
  service: id,
  title: id,
  state: 'stopped',
  available: true,
  endpoints: [],
  ...given,
});
const services = [service('rabbitmq'), service('kafka')];
const ids = (found: ServiceStatus[]) => found.map((one) => one.service);

describe('services a block talks to', () => {
  it('are those of its addresses and the one it runs in', () => {
    assert.deepEqual(ids(neededServices('curl http://rabbitmq:15672/api', undefined, services)), ['rabbitmq']);
    assert.deepEqual(ids(neededServices('kafka-topics --list', 'kafka', services)), ['kafka']);
  });
  it('are not those of which only the name is there', () =>
    assert.deepEqual(neededServices('towpath stop rabbitmq; my-rabbitmq:1', undefined, services), []));
});

describe('the stopped service behind a failure', () => {
  it('is one that the block names, before one of its lesson', () =>
    assert.equal(stoppedService([service('kafka')], ['rabbitmq'], services)?.service, 'kafka'));
  it('is one of the lesson when the block reaches it through a script', () =>
    assert.equal(stoppedService([], ['rabbitmq'], services)?.service, 'rabbitmq'));
  it('is none that is ready, or that this stack does not have', () => {
    assert.equal(stoppedService([], ['rabbitmq'], [service('rabbitmq', { state: 'ready' })]), undefined);
    assert.equal(stoppedService([], ['rabbitmq'], [service('rabbitmq', { available: false })]), undefined);
  });
});
