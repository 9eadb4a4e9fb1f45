import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { Compose } from '../../../runner/docker/compose.ts';
import { DOCKER_DIR, readComposeFile } from '../../../runner/docker/compose-file.ts';
import { imageFault, notBuilt } from '../../../runner/docker/docker-fault.ts';
import { Mend } from '../../../runner/docker/mend.ts';
import { Recovery } from '../../../runner/docker/recovery.ts';
import { StackWatch } from '../../../runner/docker/stack-watch.ts';
import { makeUnits, type Unit } from '../../../runner/docker/units.ts';
import { answeringEngine } from '../../support/answering-engine.ts';
import { eventually } from '../../support/eventually.ts';
import { findService } from '../../support/find-service.ts';

const project = readComposeFile(DOCKER_DIR, { offline: false });
const MISSING = notBuilt('kafka:1', 'Kafka');

const failure = (words: string) => imageFault(new Error(words), { image: 'kafka:1', title: 'Kafka' });
const isDistribution = (what: string): boolean => what.startsWith('GET /distribution/');

function unitOf(id: 'kafka' | 'shell'): Unit {
  const unit = makeUnits(project, [findService('kafka')]).get(id);
  if (!unit) throw new Error(`There is no ${id}.`);
  unit.record.wanted = true;
  return unit;
}

/** When the registry was asked (s), by a look every 2 s. */
async function askedWithin(
  seconds: number,
  { look, asked, tick }: { look: () => Promise<unknown>; asked: readonly string[]; tick: (ms: number) => void },
): Promise<number[]> {
  const times: number[] = [];
  for (let now = 2; now <= seconds; now += 2) {
    const before = asked.filter(isDistribution).length;
    tick(2_000);
    await look();
    if (asked.filter(isDistribution).length > before) times.push(now);
  }
  return times;
}

/** An engine whose images can come, and whose list of them can fail. */
async function engineWith(test: TestContext, has: { images: unknown[]; isBroken?: boolean; isInRegistry?: boolean }) {
  const answering = await answeringEngine(test, (what) => {
    if (what === 'GET /events') return 'open';
    if (what === 'GET /images/json') return has.isBroken ? { status: 500, body: { message: 'broken' } } : { body: has.images };
    if (what.startsWith('GET /distribution/')) return has.isInRegistry ? { body: {} } : { status: 500, body: { message: 'no' } };
    return { body: [] };
  });
  const { environment, engine } = answering;
  const compose = new Compose({ project, environment, engine: () => engine, ports: () => ({}) });
  return { ...answering, compose, docker: engine.docker };
}

describe('what could not start for a cause that is gone', () => {
  test('is forgotten once it runs', async (t) => {
    const has = { images: [] as unknown[] };
    const { docker, compose } = await engineWith(t, has);
    const mend = new Mend();
    const unit = unitOf('kafka');
    await mend.failed(unit, { error: MISSING, docker });
    assert.deepEqual(await mend.mended({ docker, compose }), []);
    has.images = [{}];
    assert.deepEqual(await mend.mended({ docker, compose }), [unit]);
    mend.forget(unit);
    assert.equal(mend.isWaiting(), false);
    assert.deepEqual(await mend.mended({ docker, compose }), []);
  });

  test('is waited for no more when it has been tried too often', async (t) => {
    const { docker, compose } = await engineWith(t, { images: [{}] });
    const mend = new Mend();
    const unit = unitOf('kafka');
    for (let tries = 0; tries < 5; tries++) {
      await mend.failed(unit, { error: MISSING, docker });
      assert.equal(mend.isWaiting(), true);
      assert.deepEqual(await mend.mended({ docker, compose }), [unit]);
    }
    await mend.failed(unit, { error: MISSING, docker });
    assert.equal(mend.isWaiting(), false);
    assert.deepEqual(await mend.mended({ docker, compose }), []);
  });

  test('is asked for at its registry less and less often', async (t) => {
    const { docker, compose, asked } = await engineWith(t, { images: [] });
    t.mock.timers.enable({ apis: ['Date'] });
    const mend = new Mend();
    await mend.failed(unitOf('kafka'), { error: failure('dial tcp: no such host'), docker });
    const times = await askedWithin(180, {
      look: () => mend.mended({ docker, compose }),
      asked,
      tick: (ms) => t.mock.timers.tick(ms),
    });
    assert.deepEqual(times, [2, 6, 14, 30, 62, 122]);
  });

  test('is left alone for a minute when its registry asks for a pause', async (t) => {
    const { docker, compose, asked } = await engineWith(t, { images: [] });
    t.mock.timers.enable({ apis: ['Date'] });
    const mend = new Mend();
    await mend.failed(unitOf('kafka'), { error: failure('toomanyrequests: rate limit'), docker });
    const times = await askedWithin(180, {
      look: () => mend.mended({ docker, compose }),
      asked,
      tick: (ms) => t.mock.timers.tick(ms),
    });
    assert.deepEqual(times, [60, 120, 180]);
  });

  test('is asked for by the image it is built on', async (t) => {
    const { docker, compose, asked } = await engineWith(t, { images: [], isInRegistry: true });
    t.mock.timers.enable({ apis: ['Date'] });
    const mend = new Mend();
    const shell = unitOf('shell');
    await mend.failed(shell, { error: failure('dial tcp: no such host'), docker });
    t.mock.timers.tick(2_000);
    assert.deepEqual(await mend.mended({ docker, compose }), [shell]);
    assert.deepEqual(asked.filter(isDistribution), ['GET /distribution/node:26-bookworm-slim/json']);
  });

  test('is looked for again when the engine could not say', async (t) => {
    const has = { images: [{}], isBroken: true };
    const { environment, compose, asked } = await engineWith(t, has);
    const nothing = () => {};
    const watch = new StackWatch({
      environment,
      onLook: nothing,
      onGone: nothing,
      onImage: nothing,
      onLine: nothing,
      onMemory: nothing,
    });
    const words: string[] = [];
    const unit = unitOf('kafka');
    const recovery = new Recovery({
      watch,
      compose,
      wanted: () => [unit],
      again: async (_, said) => {
        words.push(said);
        recovery.forget(unit);
      },
      changed: nothing,
    });
    t.after(() => {
      recovery.close();
      watch.close();
    });
    await watch.connect();
    await recovery.failed(unit, MISSING);
    recovery.look();
    // What the engine answers must not end the runner: an unhandled rejection would end this test.
    await eventually(() => assert.ok(asked.some((what) => what.startsWith('GET /images/json'))));
    has.isBroken = false;
    await eventually(() => {
      recovery.look();
      assert.equal(words.length, 1);
    });
    assert.deepEqual(words, ['What was missing is here, and was started: Kafka.']);
  });
});
