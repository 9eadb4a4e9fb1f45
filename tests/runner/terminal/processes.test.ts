import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { endMarked, findMarked } from '../../../runner/terminal/processes.ts';
import { eventually } from '../../support/eventually.ts';

const NAME = 'TOWPATH_TEST';

/** Runs a script in bash with a mark of its own in the environment. */
function start(script: string): string {
  const mark = randomUUID();
  const child = spawn('bash', ['-c', script], { env: { ...process.env, [NAME]: mark }, stdio: 'ignore', detached: true });
  child.unref();
  return mark;
}

const commands = async (mark: string): Promise<string[]> => (await findMarked(NAME, mark)).map(({ command }) => command).sort();

describe('programs with a mark', () => {
  test('are found when they have left their group, their session and their parent', async () => {
    const mark = start('setsid sleep 300 & nohup sleep 301 >/dev/null & (sleep 302 &) ; sleep 303; true');
    await eventually(async () => assert.deepEqual(await commands(mark), ['bash', 'sleep', 'sleep', 'sleep', 'sleep']));
    const ended = await endMarked(NAME, mark);
    assert.equal(ended.length, 5);
    assert.deepEqual(await findMarked(NAME, mark), []);
  });

  test('are ended when they ignore SIGTERM and SIGHUP', async () => {
    const mark = start(`trap '' TERM HUP INT; while :; do sleep 300; done`);
    await eventually(async () => assert.deepEqual(await commands(mark), ['bash', 'sleep']));
    await endMarked(NAME, mark);
    assert.deepEqual(await findMarked(NAME, mark), []);
  });

  test('are ended when they are stopped', async () => {
    const mark = start('kill -STOP $$; sleep 300');
    await eventually(async () => assert.deepEqual(await commands(mark), ['bash']));
    await endMarked(NAME, mark);
    assert.deepEqual(await findMarked(NAME, mark), []);
  });

  test('a mark that only begins alike, or stands in an argument, is another one', async () => {
    const mark = start('sleep 300');
    await eventually(async () => assert.equal((await commands(mark)).length > 0, true));
    assert.deepEqual(await findMarked(NAME, mark.slice(0, -1)), []);
    assert.deepEqual(await findMarked('TEST', mark), []);
    await endMarked(NAME, mark);
  });

  test('nothing is ended when there is none', async () => assert.deepEqual(await endMarked(NAME, randomUUID()), []));
});
