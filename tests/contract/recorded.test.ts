import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLessonSource } from '#contract/lesson-source.ts';
import { currentOutputs, recordedHashes } from '#contract/recorded.ts';

const lesson = ({ fence = 'run id=say exit=22', text = 'cat note.txt', note = 'low water' } = {}) =>
  readLessonSource(`---\n---\n\n\`\`\`txt file=note.txt id=note\n${note}\n\`\`\`\n\n\`\`\`sh ${fence}\n${text}\n\`\`\`\n`).blocks;
const hashOf = (blocks: ReturnType<typeof lesson>, files: string[] = []) => recordedHashes(blocks, files).say;
const recorded = hashOf(lesson());

test('a recording is of a lesson while its text, its fence and its files are what they were', () => {
  assert.match(recorded ?? '', /^[0-9a-f]{16}$/);
  assert.equal(hashOf(lesson({ fence: 'run  exit=22 id=say' })), recorded, 'the order of attributes says nothing');
  assert.notEqual(hashOf(lesson({ text: 'cat ./note.txt' })), recorded);
  assert.notEqual(hashOf(lesson({ fence: 'run id=say exit=0' })), recorded);
  assert.notEqual(hashOf(lesson({ note: 'high water' })), recorded, 'what it reads from a block of the lesson');
  assert.notEqual(hashOf(lesson(), ['files/a.txt 12']), recorded, 'what the lesson begins with');
});

test('of a recording only what is of the lesson as it is now is current', () => {
  const block = { output: 'low water', exit: 22 };
  const blocks = { say: { ...block, hash: recorded ?? '' }, old: { ...block, hash: '0' } };
  const found = currentOutputs({ date: '2026-11-21', stack: 'embedded', blocks }, recordedHashes(lesson(), []));
  assert.deepEqual(Object.keys(found.blocks), ['say']);
});
