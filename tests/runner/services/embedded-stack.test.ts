import assert from 'node:assert/strict';
import { test } from 'node:test';
import { log } from '../../../runner/lib/log.ts';
import { defineService } from '../../../runner/services/define-service.ts';
import { echo } from '../../../runner/services/echo/service.ts';
import { EmbeddedStack } from '../../../runner/services/embedded-stack.ts';
import { temporaryDir } from '../../support/fixture-content.ts';

test('a process that cannot be started is a service that failed, and the stack still ends', async () => {
  log.level = 'silent';
  const node = process.execPath;
  const stack = new EmbeddedStack({
    services: [echo],
    dataDir: temporaryDir(),
    mark: 'none',
    environment: { PATH: process.env.PATH ?? '' },
    shellEnvironment: {},
    changed: () => undefined,
  });
  // As when the project's folder was removed under a running runner.
  process.execPath = '/nowhere/node';
  try {
    await assert.rejects(stack.start(), {
      code: 'service.failed',
      message: 'Echo did not start: The process of the embedded services ended (it could not be started: ENOENT).',
    });
    await stack.close();
    assert.equal(stack.status().services[0]?.state, 'stopped');
    assert.equal(stack.pid, undefined);
  } finally {
    process.execPath = node;
  }
});

test('a service without an embedded form is shown, left out, and refused by name', async () => {
  const stack = new EmbeddedStack({
    services: [defineService({ id: 'impala', needs: [], ports: [{ name: 'web', port: 25_000, protocol: 'http' }] })],
    dataDir: temporaryDir(),
    mark: 'none',
    environment: { PATH: process.env.PATH ?? '' },
    shellEnvironment: {},
    changed: () => undefined,
  });
  try {
    await stack.start();
    const [status] = stack.status().services;
    assert.deepEqual([status?.service, status?.state, status?.available], ['impala', 'stopped', false]);
    for (const order of ['start', 'stop', 'reset'] as const) {
      await assert.rejects(stack[order]('impala'), {
        code: 'stack.unavailable',
        message: 'Impala has no embedded form: it runs on the Docker stack.',
        hint: 'Switch to the Docker stack in the header of the page.',
      });
    }
  } finally {
    await stack.close();
  }
});
