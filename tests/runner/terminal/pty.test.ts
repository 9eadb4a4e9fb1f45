import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { constants } from 'node:os';
import { describe, test } from 'node:test';
import { Pty } from '../../../runner/terminal/pty.ts';
import { eventually } from '../../support/eventually.ts';

type Exit = { exitCode: number; signal: number };

function start(script: string) {
  let text = '';
  let exit: Exit | undefined;
  const pty = new Pty({
    file: 'bash',
    args: ['--noprofile', '--norc', '-c', script],
    cwd: '/',
    hangsUp: true,
    run: randomUUID(),
    env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8' },
    cols: 80,
    rows: 24,
    onData: (data) => {
      assert.equal(exit, undefined, 'output comes before the exit');
      text += data;
    },
    onExit: (how) => {
      exit = how;
    },
  });
  const ended = () =>
    eventually(() => {
      assert.ok(exit);
      return exit;
    });
  return { pty, text: () => text, ended };
}

describe('a program in a pseudo-terminal', () => {
  test('ends with its exit status', async () => {
    assert.deepEqual(await start('exit 0').ended(), { exitCode: 0, signal: 0 });
    assert.deepEqual(await start('exit 77').ended(), { exitCode: 77, signal: 0 });
  });

  test('says which signal ended it', async () => {
    assert.equal((await start('kill -KILL $$').ended()).signal, constants.signals.SIGKILL);
    assert.equal((await start('kill -TERM $$').ended()).signal, constants.signals.SIGTERM);
  });

  test('shows all of its output before its end is known', async () => {
    const { text, ended } = start('seq 1 20000');
    await ended();
    assert.equal(text(), Array.from({ length: 20_000 }, (_, i) => `${i + 1}\r\n`).join(''));
  });

  test('loses nothing when it ends while it is paused', async () => {
    for (let round = 0; round < 5; round++) {
      const { pty, text, ended } = start('seq 1 400; echo end');
      pty.setPaused(true);
      await ended();
      assert.equal(text(), `${Array.from({ length: 400 }, (_, i) => `${i + 1}\r\n`).join('')}end\r\n`);
    }
  });

  test('loses nothing when it is paused again and again', async () => {
    const { pty, text, ended } = start('for i in $(seq 1 30); do seq 1 500; done; echo end');
    let isPaused = false;
    const flip = setInterval(() => {
      isPaused = !isPaused;
      pty.setPaused(isPaused);
    }, 3);
    await ended().finally(() => clearInterval(flip));
    const once = Array.from({ length: 500 }, (_, i) => `${i + 1}\r\n`).join('');
    assert.equal(text(), `${once.repeat(30)}end\r\n`);
  });

  test('hears keys and sees its new size', async () => {
    const { pty, text, ended } = start('stty -echo; echo ready; read -r line; echo "heard $line"; stty size');
    await eventually(() => assert.match(text(), /ready/));
    pty.resize(101, 33);
    pty.write('hello\r');
    await ended();
    assert.match(text(), /heard hello\r\n33 101\r\n$/);
  });

  test('takes keys and sizes after its end without complaint', async () => {
    const { pty, ended } = start('true');
    await ended();
    pty.write('x');
    pty.resize(10, 10);
    pty.setPaused(true);
    pty.setPaused(false);
  });

  test('keeps characters whole that arrive in parts', async () => {
    const { text, ended } = start(`printf '\\xe2\\x82'; sleep 0.05; printf '\\xac'`);
    await ended();
    assert.equal(text(), '€');
  });

  test('is ended with what cleared its environment and with what left its session', async () => {
    const { pty, text, ended } = start('env -i sleep 300 & setsid sleep 301 & echo here; exec env -i sleep 302');
    await eventually(() => assert.match(text(), /here/));
    const found = await pty.end();
    assert.ok(found.length >= 3, JSON.stringify(found));
    assert.notEqual((await ended()).signal, 0);
  });
});
