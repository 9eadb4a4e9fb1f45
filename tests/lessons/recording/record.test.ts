import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type RecordedOutputs, recordedOutputs } from '#contract/recorded.ts';
import { fence, fixtureContent, writeLesson } from '../../support/fixture-content.ts';
import { runLessons } from '../run-lessons.ts';

const blocks = [
  fence('id=times', 'date -u +%FT%T.%NZ; date +%s%3N; echo "{\\"at\\": $(date +%s)}"'),
  fence('id=ids', 'cat /proc/sys/kernel/random/uuid; echo 00000001-0000-07b4-01d1-209a100bc217'),
  fence('id=places', 'pwd; mktemp --dry-run; echo "$HOME"'),
  fence('id=process', 'echo "process $$ of this shell"'),
  fence('id=long', 'seq 1 5000'),
  fence('id=refuse exit=3', 'echo no; exit 3'),
  fence('id=tick follow expect="tick 3"', 'for i in 1 2 3; do echo "tick $i"; done; exec tail -f /dev/null'),
];
const contentDir = fixtureContent({ '01-all': { blocks } });
const file = join(contentDir, 'try/01-all/recorded.json');
const read = (): RecordedOutputs => recordedOutputs.parse(JSON.parse(readFileSync(file, 'utf8')));

describe('recording a lesson', () => {
  test('keeps what each block showed, with nothing of the moment and the machine', async () => {
    const { status, stdout } = await runLessons(contentDir, ['--record']).ended;
    assert.match(stdout, /^✓ all +7 blocks {3}new: times, ids, places, process, long, refuse, tick$/m);
    assert.match(stdout, /\n1 recorded, 0 failed\n$/);
    assert.equal(status, 0);
    const { blocks: recorded, stack } = read();
    assert.equal(stack, 'embedded');
    assert.deepEqual(Object.keys(recorded), ['times', 'ids', 'places', 'process', 'long', 'refuse', 'tick']);
    assert.equal(recorded.times?.output, '2026-01-15T09:30:00.250Z\n1768469400000\n{"at": 1768469400}');
    assert.match(recorded.ids?.output ?? '', /^[0-9a-f-]{36}\n00000001-0000-07b4-01d1-209a100bc217$/);
    assert.ok(!recorded.places?.output.includes(homedir()));
    assert.match(recorded.places?.output ?? '', /^~\/towpath\/\.towpath\/\S+\n\/tmp\/tmp\.Xb7kQ2mZ9d\n/);
    assert.match(recorded.long?.output ?? '', /\n30\n… 4,960 lines are left out here …\n4991\n/);
    assert.deepEqual([recorded.refuse?.exit, recorded.refuse?.output], [3, 'no']);
    assert.deepEqual([recorded.tick?.exit, recorded.tick?.output], [null, 'tick 1\ntick 2\ntick 3']);
  });

  test('again without a change changes no byte, also when its day is long ago', async () => {
    const before = readFileSync(file, 'utf8').replace(/"date": ".*"/, '"date": "2020-02-02"');
    writeFileSync(file, before);
    const { stdout } = await runLessons(contentDir, ['--record']).ended;
    assert.match(stdout, /^✓ all +7 blocks {3}as before$/m);
    assert.equal(readFileSync(file, 'utf8'), before);
  });

  test('again after one block has changed names it, and keeps what the others showed', async () => {
    const { blocks: before } = read();
    writeLesson(contentDir, '01-all', { blocks: [...blocks.slice(0, 5), fence('id=refuse exit=3', 'echo never; exit 3')] });
    const { stdout } = await runLessons(contentDir, ['--record', '--json']).ended;
    assert.deepEqual(JSON.parse(stdout).change, { added: [], changed: ['refuse'], removed: ['tick'] });
    const { blocks: after, date } = read();
    assert.notEqual(date, '2020-02-02');
    assert.equal(after.refuse?.output, 'never');
    assert.deepEqual([after.ids, after.process], [before.ids, before.process]);
  });

  test('a block that shows something else each time is named with the line', async () => {
    writeLesson(contentDir, '01-all', {
      blocks: [fence('id=sea', 'echo same; head -c 300 /dev/urandom | tr -dc "g-z" | cut -c 1-12')],
    });
    const first = await runLessons(contentDir, ['--record']).ended;
    assert.match(first.stdout, /note: block sea shows something else each time, in line 2: "[g-z]+", then "[g-z]+"/);
    const before = readFileSync(file, 'utf8');
    assert.equal((await runLessons(contentDir, ['--record']).ended).status, 0);
    assert.equal(readFileSync(file, 'utf8'), before);
  });

  test('a lesson that does not pass is not recorded', async () => {
    rmSync(file);
    writeLesson(contentDir, '01-all', { blocks: [fence('id=sink', 'echo gone; exit 1')] });
    const { status, stdout } = await runLessons(contentDir, ['--record']).ended;
    assert.match(stdout, /^✗ all +not recorded\n {4}recording: block sink: failed, exit status 1\n {6}│ gone$/m);
    assert.match(stdout, /\n0 recorded, 1 failed\n$/);
    assert.equal(status, 1);
    assert.throws(() => readFileSync(file), { code: 'ENOENT' });
  });
});
