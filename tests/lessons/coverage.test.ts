import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverageOf, coverageText } from './coverage.ts';

const lesson = (name: string, covers: string[], draft = false) => ({
  id: `log-triage/${name}`,
  track: 'log-triage',
  fields: { covers, draft },
});
const lessons = [
  lesson('a-topic', ['S1-01', 'S1-02', 'S1-03', 'S1-07']),
  lesson('a-job', ['S1-03', 'S1-05', 'S1-06']),
  lesson('not-yet', ['S1-10'], true),
];

test('coverage counts each step once, names its lessons, and leaves drafts out', () => {
  const [coverage, ...others] = coverageOf(lessons, 'log-triage');
  assert.deepEqual(others, []);
  assert.deepEqual(coverage, {
    track: 'log-triage',
    covered: 6,
    steps: 10,
    lessons: [
      { lesson: 'log-triage/a-topic', covers: ['S1-01', 'S1-02', 'S1-03', 'S1-07'] },
      { lesson: 'log-triage/a-job', covers: ['S1-03', 'S1-05', 'S1-06'] },
    ],
    open: ['S1-04', 'S1-08', 'S1-09', 'S1-10'],
  });
});

test('the table says who covers what and what is open', () => {
  assert.equal(
    coverageText(coverageOf(lessons, 'log-triage')),
    [
      'steps of the guides                   covered',
      '  log-triage                          6 of 10',
      '    a-topic                           S1-01 to S1-03, S1-07',
      '    a-job                             S1-03, S1-05, S1-06',
      '    open                              S1-04, S1-08 to S1-10',
    ].join('\n'),
  );
});

test('every guide is in the table, within 100 columns', () => {
  const odd = Array.from({ length: 15 }, (_, i) => `S0-${String(2 * i + 1).padStart(2, '0')}`);
  const fields = { covers: odd };
  const text = coverageText(
    coverageOf([{ id: `event-enrichment/${'long-'.repeat(12)}name`, track: 'event-enrichment', fields }]),
  );
  for (const track of ['event-enrichment', 'log-triage', 'machine-telemetry', 'filesystem-anomalies', 'change-data-capture'])
    assert.match(text, new RegExp(`^  ${track} +\\d+ of \\d+$`, 'm'));
  assert.ok(text.split('\n').every((line) => line.length <= 100));
});
