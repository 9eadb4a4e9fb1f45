import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { type CheckOf, checkSchema } from '#contract/checks/checks.ts';
import { RunnerError } from '../../../runner/errors.ts';
import { kafkaChecks } from '../../../runner/services/kafka/checks.ts';
import type { CheckResult } from '../../../runner/verify/define-check.ts';
import { folderFiles } from '../../../runner/workspace/folder-files.ts';
import { checksSuite } from '../../conformance/kafka/checks-suite.ts';
import { startBroker, type TestBroker } from './start-broker.ts';

describe('checks of Kafka on the embedded broker', () => {
  let broker: TestBroker;
  before(async () => {
    broker = await startBroker();
  });
  after(async () => await broker.stop());
  checksSuite(() => broker.port);
});

function look(port: number, signal = AbortSignal.timeout(10_000)): Promise<CheckResult> {
  const check = checkSchema.parse({ id: 'row', check: 'kafka.topic', topic: 'a' }) as CheckOf<'kafka.topic'>;
  return kafkaChecks['kafka.topic'](check, { resolve: () => `tcp://127.0.0.1:${port}`, files: folderFiles(''), signal });
}

test('a broker that is not there, hangs up or never answers is an error, not a failed row', async () => {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const noAnswer = new RunnerError('service.failed', 'Kafka does not answer.', {
    hint: 'Look at its log in the Services panel, start or restart it there, and try again.',
  });
  const sameError = ({ code, message, hint }: RunnerError) =>
    assert.deepEqual([code, message, hint], [noAnswer.code, noAnswer.message, noAnswer.hint]) === undefined;
  await assert.rejects(look(port), sameError);
  server.removeAllListeners('connection').on('connection', (socket) => socket.on('error', () => socket.destroy()).resume());
  await assert.rejects(look(port, AbortSignal.timeout(200)), { name: 'TimeoutError' });
  await new Promise((resolve) => server.close(resolve));
  await assert.rejects(look(port), sameError);
});
