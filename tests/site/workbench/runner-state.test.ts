import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { WebSocketServer } from 'ws';
import type { ClientMessage, ClientMessageOf } from '#contract/client-message.ts';
import type { StackStatus, StartProgress } from '#contract/messages/stack.ts';
import type { RunnerMessage } from '#contract/runner-message.ts';
import { PROTOCOL_VERSION } from '#contract/version.ts';
import { RunnerState, type Topic } from '../../../src/workbench/runner-state.ts';
import { eventually } from '../../support/eventually.ts';

const stack = (memoryBytes: number, state: 'ready' | 'stopped' = 'ready'): StackStatus => ({
  stack: 'embedded',
  state,
  memoryBytes,
  services: [{ service: 'rabbitmq', title: 'RabbitMQ', state, available: true, endpoints: [], memoryBytes }],
});

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A page's state, connected to an other end that welcomes it; and what the page was told. */
async function connected(lesson?: string) {
  const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise((resolve) => sockets.once('listening', resolve));
  const received: ClientMessage[] = [];
  const say = (message: RunnerMessage) => {
    for (const socket of sockets.clients) socket.send(JSON.stringify(message));
  };
  sockets.on('connection', (socket) =>
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Extract<ClientMessage, { id: number }>;
      const { type, id } = message;
      received.push(message);
      if (type !== 'session.hello') return;
      const rest = {
        runner: '1.0.0',
        start: 's1',
        stack: stack(1),
        stacks: [],
        progress: { lessons: {} },
        terminals: [],
        programs: [],
      };
      say({ type: 'session.welcome', id, version: PROTOCOL_VERSION, ...rest });
    }),
  );
  const state = new RunnerState(`http://127.0.0.1:${(sockets.address() as AddressInfo).port}`, lesson);
  closing.push(
    () => state.client.close(),
    () => {
      for (const socket of sockets.clients) socket.terminate();
      return new Promise((resolve) => sockets.close(resolve));
    },
  );
  state.client.connect();
  await eventually(() => assert.equal(state.connection, 'connected'));
  const told: Topic[] = [];
  for (const topic of ['stack', 'numbers'] as const) state.watch([topic], () => told.push(topic));
  told.length = 0; // a watcher is called at once, too
  const heard = <Type extends ClientMessage['type']>(type: Type) =>
    received.filter((message): message is ClientMessageOf<Type> => message.type === type);
  return { state, say, told, heard };
}

describe('state of the runner', () => {
  it('is told apart: memory that changed draws no block anew, a service that stopped does', async () => {
    const { state, say, told } = await connected();
    say({ type: 'stack.state', status: stack(2) });
    await eventually(() => assert.deepEqual(told, ['numbers']));
    assert.equal(state.stack?.memoryBytes, 2);
    say({ type: 'stack.state', status: stack(3, 'stopped') });
    await eventually(() => assert.deepEqual(told, ['numbers', 'stack']));
    assert.equal(state.stack?.state, 'stopped');
  });
  it('takes bytes that were fetched for numbers, and another step for news', async () => {
    const { say, told } = await connected();
    const starting = (progress: StartProgress, detail: string): StackStatus => ({
      stack: 'embedded',
      state: 'starting',
      services: [{ service: 'rabbitmq', title: 'RabbitMQ', state: 'starting', available: true, endpoints: [], detail, progress }],
    });
    say({ type: 'stack.state', status: starting({ step: 'pulling', doneBytes: 1, totalBytes: 9 }, 'Pulling 1 of 9 MB.') });
    say({ type: 'stack.state', status: starting({ step: 'pulling', doneBytes: 2, totalBytes: 9 }, 'Pulling 2 of 9 MB.') });
    say({ type: 'stack.state', status: starting({ step: 'waiting' }, 'Waiting until it is healthy.') });
    await eventually(() => assert.deepEqual(told, ['stack', 'numbers', 'stack']));
  });
  it('opens its lesson anew, from the start, when the stack is another one', async () => {
    const { state, say, heard } = await connected('t/a');
    state.seen = () => ({ publish: { run: 'r1', seq: 7 } });
    await eventually(() => assert.equal(heard('lesson.open').length, 1));
    say({ type: 'stack.state', status: { ...stack(1), stack: 'docker' } });
    await eventually(() => assert.equal(heard('lesson.open').length, 2));
    assert.deepEqual(heard('lesson.open')[1]?.seen, {});
    say({ type: 'stack.state', status: { ...stack(2), stack: 'docker' } });
    say({
      type: 'lesson.state',
      lesson: 't/a',
      hashes: {},
      blocks: [],
      files: [],
      verify: { state: 'idle', whole: true, rows: [] },
      programs: [],
    });
    await eventually(() => assert.equal(state.lessonStack, 'docker'));
    assert.equal(heard('lesson.open').length, 2);
  });
});
