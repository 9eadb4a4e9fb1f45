import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ServiceStatus } from '#contract/messages/stack.ts';
import { blockNotice, type Circumstances } from '../../../src/workbench/block-notice.ts';

const service = (given: Partial<ServiceStatus>): ServiceStatus => ({
  service: 'rabbitmq',
  title: 'RabbitMQ',
  state: 'stopped',
  available: true,
  endpoints: [],
  ...given,
});
const notice = (given: Partial<Circumstances>) =>
  blockNotice({
    outdated: false,
    stack: 'embedded',
    onlyOn: undefined,
    inside: undefined,
    unavailable: undefined,
    missing: [],
    down: undefined,
    unsaved: undefined,
    ...given,
  });
const sentence = (given: Partial<Circumstances>) => {
  const found = notice(given);
  return found && `${found.before}${found.ids.join(' and ')}${found.after}`;
};

describe('block notice', () => {
  it('says nothing when nothing is in the way', () => assert.equal(notice({}), undefined));
  it('says that a file it reads has changes that are not saved, before what has not run', () => {
    assert.equal(
      sentence({ unsaved: 'event.json', missing: ['publish'] }),
      'event.json has changes that are not saved; this block reads what is saved.',
    );
    assert.equal(notice({ unsaved: 'event.json' })?.action, 'save');
  });
  it('names what the block needs', () => {
    assert.equal(sentence({ missing: ['publish'] }), 'Needs publish, which has not run on the embedded stack.');
    assert.equal(sentence({ missing: ['a', 'b'], stack: 'docker' }), 'Needs a and b, which have not run on the Docker stack.');
  });
  it('says where a service without this form runs, and that Run cannot work', () => {
    const unavailable = service({ service: 'impala', title: 'Impala', available: false });
    assert.equal(sentence({ unavailable }), 'Impala runs on the Docker stack. You are on the embedded one.');
    assert.equal(notice({ unavailable })?.instead, 'Runs on the Docker stack');
  });
  it('says it of a block that makes sense on one stack only', () => {
    assert.equal(sentence({ onlyOn: 'docker' }), 'This block runs on the Docker stack. You are on the embedded one.');
    assert.equal(sentence({ onlyOn: 'docker', stack: 'docker' }), undefined);
  });
  it('says of a block that runs in a service’s container that this is on the Docker stack', () => {
    const words = 'This block runs in RabbitMQ, on the Docker stack. You are on the embedded one.';
    assert.deepEqual([sentence({ inside: 'RabbitMQ' }), notice({ inside: 'RabbitMQ' })?.action], [words, 'switch']);
    assert.equal(sentence({ inside: 'RabbitMQ', stack: 'docker' }), undefined);
  });
  it('offers no switch when the Docker stack does not have the service either', () => {
    const unavailable = service({ service: 'impala', title: 'Impala', available: false, detail: 'It has no offline image.' });
    const found = notice({ unavailable, stack: 'docker' });
    assert.equal(found?.before, 'Impala is not there on the Docker stack: It has no offline image.');
    assert.deepEqual([found?.action, found?.instead], [undefined, 'Impala is not there']);
  });
  it('offers to start a service that is stopped', () => {
    assert.deepEqual([sentence({ down: service({}) }), notice({ down: service({}) })?.action], ['RabbitMQ is stopped.', 'start']);
  });
  it('says before everything else that the page is old', () =>
    assert.equal(sentence({ outdated: true, missing: ['a'] }), 'This lesson has changed since you opened it.'));
});
