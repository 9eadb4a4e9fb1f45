import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { TrackStatus } from '#contract/messages/track.ts';
import { type Lesson, requiredBlocks } from '../../runner/lessons/lesson.ts';
import { SERVICES } from '../../runner/services/registry.ts';
import { type Request, RunnerClient } from '../support/runner-client.ts';
import { type StartedRunner, startRunner } from '../support/start-runner.ts';
import { readLessons } from './plan.ts';

const embedded = new Set<string>(SERVICES.filter(({ startEmbedded }) => startEmbedded).map(({ id }) => id));
const tracks = Map.groupBy(readLessons(resolve(import.meta.dirname, '../../content')), ({ track }) => track);

let runner: StartedRunner;
let client: RunnerClient;

before(async () => {
  runner = await startRunner();
  const connected = await RunnerClient.connect(runner);
  ({ client } = connected);
  await client.untilReady(connected.welcome.stack);
});
after(() => runner?.stop());

/** What a learner who did the lessons before one finds there: of each of those lessons the checks that hold. */
type Found = Map<Lesson, string[]>;

for (const [track, written] of tracks) {
  // What is for Docker is passed by.
  const lessons = written.filter(({ fields }) => fields.services.every((service) => embedded.has(service)));
  const found = new Map<Lesson, Found>();

  describe(`Bring me here in ${track}`, () => {
    test('the lessons are done, one after the other', async () => {
      for (const [index, lesson] of lessons.entries()) {
        found.set(lesson, await whatHolds(lessons.slice(0, index)));
        if (index === lessons.length - 1) break; // nobody starts from where it ends
        for (const { id } of requiredBlocks(lesson, 'embedded')) {
          const { status, output } = await client.runBlock(lesson.id, id);
          const goesOn = status.state === 'running' && status.readyMs !== undefined;
          assert.ok(status.state === 'ok' || goesOn, `${lesson.id}, ${id}: ${status.state}\n${output}`);
        }
        if (lesson.fields.checks.length > 0) assert.equal((await client.verify(lesson.id)).state, 'passed', lesson.id);
      }
      assert.ok(found.size > 0);
    });

    // One in the middle and the last: who is brought to the last one passes through where all others begin.
    // A long track is walked once: its blocks take a minute.
    const middle = lessons.length > 10 ? undefined : lessons[lessons.length >> 1];
    for (const lesson of new Set([middle, lessons.at(-1)])) {
      if (!lesson) continue;
      test(`who is brought to ${lesson.id} finds what those find who did the lessons before it`, () => isBrought(lesson));
    }

    async function isBrought(lesson: Lesson): Promise<void> {
      const before = lessons.slice(0, lessons.indexOf(lesson));
      const blocks = before.flatMap((earlier) => requiredBlocks(earlier, 'embedded')).length;
      const { beganMs: _, ...status } = await order({ type: 'track.bring', lesson: lesson.id, fresh: true });
      assert.deepEqual(status, { track, order: 'bring', to: lesson.id, state: 'done', done: blocks, of: blocks });
      for (const [earlier, checks] of found.get(lesson) ?? []) {
        if (checks.length === 0) continue;
        const { rows } = await client.verify(earlier.id, { checks });
        const gone = rows.filter(({ outcome }) => outcome !== 'passed').map(({ title, actual }) => `${title}: ${actual}`);
        assert.deepEqual(gone, [], `${earlier.id} holds no more`);
      }
    }
  });
}

async function whatHolds(lessons: readonly Lesson[]): Promise<Found> {
  const found: Found = new Map();
  for (const lesson of lessons) {
    if (lesson.fields.checks.length === 0) continue;
    const { rows } = await client.verify(lesson.id, { once: true });
    found.set(
      lesson,
      rows.filter(({ outcome }) => outcome === 'passed').map(({ check }) => check),
    );
  }
  return found;
}

/** Gives an order that concerns a track and waits for how it ends. */
async function order(request: Request): Promise<TrackStatus> {
  const { promise, resolve: ended } = Promise.withResolvers<TrackStatus>();
  const forget = client.on('track.state', ({ status }) => {
    if (status && status.state !== 'running') ended(status);
  });
  try {
    await client.request(request);
    return await promise;
  } finally {
    forget();
  }
}
