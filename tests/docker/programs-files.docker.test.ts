import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { noDockerEngine } from '../support/docker-engine.ts';
import { containerOf, type DockerRunner, inContainer, startDockerRunner } from '../support/docker-runner.ts';
import { eventually } from '../support/eventually.ts';
import { fence, fixtureContent } from '../support/fixture-content.ts';
import { RunnerClient } from '../support/runner-client.ts';

const LESSON = 'try/files';
const contentDir = fixtureContent({
  '01-files': {
    services: ['echo'],
    checks: [
      '{ id: gate, check: file.exists, file: gate.txt, contains: open, within: 0 }',
      '{ id: long, check: file.exists, file: long.txt, contains: end, within: 0 }',
      '{ id: pipe, check: file.exists, file: pipe, within: 0 }',
    ],
    blocks: [
      fence('id=event file=in/event.json', '{ "a": "ü€" }'),
      fence('id=script file=say.sh', '#!/bin/sh\necho said'),
      fence('id=show', 'cat in/event.json start.txt shared.txt; md5sum < bytes.bin'),
      fence('id=say', './say.sh; ./start.sh'),
      fence('id=list', 'stat -c "%U %a %n" in in/event.json say.sh start.sh start.txt'),
      fence('id=change', 'echo changed > start.txt; echo mine > shared.txt'),
      fence('id=lose', 'rm -r start.txt in'),
      fence('id=bar', 'rm -r in; mkdir -p in/event.json; rm -r deep; ln -s /etc deep'),
      fence('id=unbar', 'rm -r in deep'),
      fence('id=write', 'echo open > gate.txt; head -c 2000000 /dev/zero > long.txt; echo end >> long.txt; mkfifo pipe'),
      fence('id=times', 'stat -c %y in/event.json'),
    ],
    files: { 'start.txt': 'start\n', 'deep/er/file.txt': 'deep\n', 'start.sh': '#!/bin/sh\necho started\n' },
  },
});
mkdirSync(join(contentDir, 'try/common'));
writeFileSync(join(contentDir, 'try/common/shared.txt'), 'shared\n');
const BYTES = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));
writeFileSync(join(contentDir, 'try/common/bytes.bin'), BYTES);
chmodSync(join(contentDir, 'try/01-files/files/start.sh'), 0o755);

describe('the learner’s files in a volume', { skip: noDockerEngine() ?? false }, () => {
  let docker: DockerRunner;
  let client: RunnerClient;
  before(async () => {
    docker = await startDockerRunner({ contentDir });
    ({ client } = await RunnerClient.connect(docker.runner));
  });
  after(async () => {
    await docker?.runner.stop();
    await docker?.engine.stop();
  });

  const run = async (block: string) => (await client.runBlock(LESSON, block)).output.replaceAll('\r\n', '\n');
  const save = (text: string) => client.request({ type: 'file.save', lesson: LESSON, block: 'event', text });
  const shown = async (file: string) => await inContainer(docker.engine, 'shell', { command: `cat /workspace/try/${file}` });
  const md5 = execFileSync('md5sum', { input: BYTES, encoding: 'utf8' });

  test('are put in place when a block runs, byte by byte', async () =>
    assert.equal(await run('show'), `{ "a": "ü€" }\nstart\nshared\n${md5}`));

  test('are the learner’s own, and can be programs', async () => {
    assert.equal(await run('say'), 'said\nstarted\n');
    assert.equal(
      await run('list'),
      'learner 755 in\nlearner 644 in/event.json\nlearner 755 say.sh\nlearner 755 start.sh\nlearner 644 start.txt\n',
    );
  });

  test('are not overwritten once they are there, and come back when they are gone', async () => {
    await run('change');
    assert.equal(await run('show'), `{ "a": "ü€" }\nchanged\nmine\n${md5}`);
    await run('lose');
    assert.equal(await run('show'), `{ "a": "ü€" }\nstart\nmine\n${md5}`);
  });

  test('that are in the way stay, and nothing is written through a link', async () => {
    await run('bar');
    assert.equal(await run('say'), 'said\nstarted\n');
    assert.equal(
      await inContainer(docker.engine, 'shell', { command: 'ls -d /etc/er 2>&1 || true' }),
      "ls: cannot access '/etc/er': No such file or directory\n",
    );
    await assert.rejects(save('x'), {
      body: {
        code: 'data.unwritable',
        message: 'in/event.json cannot be written: a folder, or a file where its folder should be, is in the way.',
        hint: 'Rename or remove it in the workspace, then save again.',
      },
    });
    await run('unbar');
  });

  test('are written when a file block is saved and when it is put back, and not when they are right already', async () => {
    await save('{ "a": 2 }');
    assert.equal(await shown('in/event.json'), '{ "a": 2 }\n');
    const times = await run('times');
    assert.equal(await run('times'), times);
    await client.request({ type: 'file.reset', lesson: LESSON, block: 'event' });
    assert.equal(await shown('in/event.json'), '{ "a": "ü€" }\n');
  });

  test('are what checks look at, in the words of the other stack', async () => {
    const words = async () => (await client.verify(LESSON, { once: true })).rows.map(({ outcome, actual }) => [outcome, actual]);
    assert.deepEqual(await words(), [
      ['failed', 'there is no gate.txt in your workspace'],
      ['failed', 'there is no long.txt in your workspace'],
      ['failed', 'there is no pipe in your workspace'],
    ]);
    await run('write');
    assert.deepEqual(await words(), [
      ['passed', 'gate.txt is there, 5 characters; it says: open'],
      ['failed', 'long.txt is there, 2,000,004 bytes, and it is not in the first 1,048,576'],
      ['failed', 'pipe is not a file with text in it'],
    ]);
  });

  test('that are saved while the shell is away are written when it is back', async () => {
    const shell = docker.engine.docker.getContainer(await containerOf(docker.engine, 'shell'));
    // One that has ended would be back before the file is saved: the stack starts it again.
    await shell.pause();
    try {
      await save('{ "a": "away" }');
      assert.equal((await client.openLesson(LESSON)).files[0]?.text, '{ "a": "away" }');
      assert.ok((await shell.inspect()).State.Paused, 'it is away to the end');
    } finally {
      await shell.unpause();
    }
    await eventually(async () => assert.equal(await shown('in/event.json'), '{ "a": "away" }\n'), { withinMs: 60_000 });
  });

  test('are put in place again when the volume is a new one', async () => {
    await docker.runner.stop();
    await docker.engine.clear();
    docker = await startDockerRunner({ contentDir, dataDir: docker.runner.dataDir, engine: docker.engine });
    ({ client } = await RunnerClient.connect(docker.runner));
    assert.equal(await run('show'), `{ "a": "away" }\nstart\nshared\n${md5}`);
  });
});
