import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trackServices } from '../../../src/tracks/track-services.ts';
import type { Lesson } from '../../../src/tracks/tracks.ts';
import { sharedInWords } from '../../../src/workbench/shared-words.ts';

const lesson = (services: string[]) => ({ services }) as Lesson;
const tracks = trackServices([
  { id: 'a', title: 'First', lessons: [lesson(['rabbitmq']), lesson(['kafka', 'rabbitmq'])] },
  { id: 'b', title: 'Second', lessons: [lesson(['kafka']), lesson(['flink', 'kafka'])] },
  { id: 'c', title: 'Not written', lessons: [] },
]);
const kafka = { service: 'kafka', title: 'Kafka' } as const;
const flink = { service: 'flink', title: 'Flink' } as const;
const rabbitmq = { service: 'rabbitmq', title: 'RabbitMQ' } as const;

test('A track uses the services of its lessons, each once; one without lessons uses none', () =>
  assert.deepEqual(
    tracks.map(({ id, services }) => [id, services]),
    [
      ['a', ['rabbitmq', 'kafka']],
      ['b', ['kafka', 'flink']],
    ],
  ));

test('A reset says which other tracks lose something, and with which services', () => {
  assert.equal(
    sharedInWords([kafka, flink, rabbitmq], tracks.slice(1)),
    'The track “Second” uses Kafka and Flink, too: what its blocks made there goes, its ticks stay.',
  );
  assert.equal(sharedInWords([rabbitmq], tracks.slice(1)), '');
  assert.equal(sharedInWords([kafka], tracks).split('The track').length, 3);
});
