import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { contentProblems } from '../../../src/tracks/content-problems.ts';
import { lessonsUsing } from '../../../src/tracks/lessons-using.ts';
import { temporaryDir } from '../../support/fixture-content.ts';

const contentDir = temporaryDir('towpath-programs');
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(contentDir, path)), { recursive: true });
  writeFileSync(join(contentDir, path), text);
};
const lesson = (fields: string, body: string): string =>
  `---\ntitle: A\nsummary: B.\nminutes: 1\nservices: []\n${fields}---\n\n${body}\n`;
const fence = (meta: string): string => `\`\`\`ts ${meta}\n\`\`\``;
const TRACK =
  'title: Canals\nsummary: S.\nbuilds: B.\norder: 1\nservices: []\nnodes:\n  - { id: a, kind: topic, label: a }\nedges: []\n';
const said = async () =>
  (await contentProblems(contentDir)).map(
    ({ file, line, message, hint }) => `${file.slice(contentDir.length + 1)}:${line} ${message} ${hint}`,
  );

write('canals/track.yaml', TRACK);
write('canals/01-first/index.mdx', lesson('', fence('run id=simulator background')));
write('canals/01-first/files/simulator.ts', "console.log('up');\n");
write('canals/02-second/index.mdx', lesson('programs: [simulator]\n', fence('run id=merge file=programs/merge.ts background')));
write('canals/common/programs/merge.ts', "console.log('merged');\n");

describe('programs of a lesson', () => {
  test('are right when an earlier lesson has them, and their text stands in files/ or common/', async () => {
    assert.deepEqual(await said(), []);
  });

  test('have the nearest name when no earlier lesson has them', async () => {
    write('canals/03-third/index.mdx', lesson('programs: [simulatr, late]\n', fence('run id=late file=simulator.ts background')));
    write('canals/03-third/files/simulator.ts', '');
    assert.deepEqual(await said(), [
      'canals/03-third/index.mdx:6 No earlier lesson of the track has a block `simulatr` in the background. Did you mean `simulator`?',
      'canals/03-third/index.mdx:6 `late` is a block of this lesson. Leave it out: the lesson’s own blocks start it.',
    ]);
    rmSync(join(contentDir, 'canals/03-third'), { recursive: true });
  });

  test('have a file, or the nearest one is named', async () => {
    rmSync(join(contentDir, 'canals/01-first/files/simulator.ts'));
    write('canals/01-first/files/simulators.ts', '');
    assert.deepEqual(await said(), [
      'canals/01-first/index.mdx:8 The fence of `simulator.ts` is empty, and the lesson has no file of that name. Did you mean `simulators.ts`? Write its text here, or put it into `files/simulator.ts` beside the lesson or `common/simulator.ts` of the track.',
    ]);
    write('canals/01-first/files/simulator.ts', '');
  });

  test('ask for the services that they talk to, in lessons that need them too, at the place where it stands', async () => {
    write('canals/track.yaml', TRACK.replace('services: []', 'services: [mosquitto]'));
    write('canals/01-first/files/simulator.ts', "const url = 1;\nconnect('mqtt://mosquitto:1883');\n");
    write('canals/03-third/index.mdx', lesson('programs: [simulator]\n', ''));
    assert.deepEqual(await said(), [
      'canals/01-first/files/simulator.ts:2 Block `simulator` talks to mosquitto, which is not in `services`. Add mosquitto to `services`.',
      'canals/02-second/index.mdx:6 The program `simulator` talks to mosquitto, which is not in `services`. Add mosquitto to `services`.',
      'canals/03-third/index.mdx:6 The program `simulator` talks to mosquitto, which is not in `services`. Add mosquitto to `services`.',
    ]);
    const first = join(contentDir, 'canals/01-first/index.mdx');
    assert.equal((await contentProblems(contentDir, first)).length, 1, 'the lesson is wrong by its program');
    rmSync(join(contentDir, 'canals/03-third'), { recursive: true });
    write('canals/01-first/files/simulator.ts', '');
    write('canals/track.yaml', TRACK);
  });

  test('a saved file is a change of the lessons whose fences name it, and of no others', async () => {
    const using = async (path: string) =>
      (await lessonsUsing(contentDir, new Set([join(contentDir, path)]))).map((file) => file.slice(contentDir.length + 1));
    assert.deepEqual(await using('canals/01-first/files/simulator.ts'), ['canals/01-first/index.mdx']);
    assert.deepEqual(await using('canals/common/programs/merge.ts'), ['canals/02-second/index.mdx']);
    assert.deepEqual(await using('canals/01-first/files/simulators.ts'), []);
  });

  test('in the track’s picture are those of its lessons, under the name of their file', async () => {
    const part = (program: string) =>
      TRACK.replace('edges: []', `  - { id: b, kind: source, label: b, program: ${program} }\nedges: []`);
    write('canals/track.yaml', part('simulator.ts'));
    assert.deepEqual(await said(), []);
    write('canals/track.yaml', part('simulater.ts'));
    assert.deepEqual(await said(), [
      'canals/track.yaml:8 No lesson of the track has a program `simulater.ts` in the background. Did you mean `simulator.ts`?',
    ]);
    write('canals/track.yaml', part('lock-keeper.ts'));
    assert.deepEqual(await said(), [], 'its lesson may come later');
    write('canals/track.yaml', `${part('lock-keeper.ts')}complete: true\n`);
    assert.deepEqual(await said(), [
      'canals/track.yaml:8 No lesson of the track has a program `lock-keeper.ts` in the background. Allowed: simulator.ts, programs/merge.ts.',
    ]);
    write('canals/track.yaml', TRACK);
  });
});
