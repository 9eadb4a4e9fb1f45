import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { helpText, PROJECT_DIR, readConfig } from '../../runner/config.ts';
import { RunnerError } from '../../runner/errors.ts';

const refused = (message: RegExp | string, hint: RegExp | string) => (error: unknown) => {
  assert.ok(error instanceof RunnerError);
  assert.equal(error.code, 'config.invalid');
  for (const [given, wanted] of [
    [error.message, message],
    [error.hint ?? '', hint],
  ] as const) {
    if (typeof wanted === 'string') assert.equal(given, wanted);
    else assert.match(given, wanted);
  }
  return true;
};

describe('the configuration', () => {
  test('has a default for everything', () => {
    assert.deepEqual(readConfig([], { HOME: '/home/ada', GONE: undefined }), {
      port: 4747,
      open: true,
      dataDir: join(PROJECT_DIR, '.towpath'),
      stack: 'embedded',
      offline: false,
      dev: false,
      contentDir: join(PROJECT_DIR, 'content'),
      allowHosts: [],
      help: false,
      logLevel: 'warn',
      environment: { HOME: '/home/ada' },
    });
  });

  test('is read from flags, with a space or =', () => {
    const { port, open, dataDir, contentDir, dev, allowHosts } = readConfig(
      ['--port=0', '--no-open', '--data-dir', 'a b', '--content-dir=c', '--dev', '--allow-host', 'Box:80', '--allow-host', 'b:1'],
      {},
    );
    assert.deepEqual(
      [port, open, dataDir, contentDir, dev, allowHosts],
      [0, false, resolve('a b'), resolve('c'), true, ['box:80', 'b:1']],
    );
  });

  test('is read from variables, and flags win', () => {
    const variables = {
      TOWPATH_PORT: '5000',
      TOWPATH_NO_OPEN: '1',
      TOWPATH_ALLOW_HOST: 'a:1,b:2',
      TOWPATH_DEV: '0',
      TOWPATH_LOG: 'debug',
    };
    const { port, open, allowHosts, dev, logLevel } = readConfig(['--port', '6000'], variables);
    assert.deepEqual([port, open, allowHosts, dev, logLevel], [6000, false, ['a:1', 'b:2'], false, 'debug']);
    assert.equal(readConfig([], { TOWPATH_PORT: '', TOWPATH_NO_OPEN: 'false' }).open, true);
  });

  test('takes ~ for the home directory', () =>
    assert.equal(readConfig(['--data-dir', '~/towpath'], {}).dataDir, join(homedir(), 'towpath')));

  test('refuses an unknown option with the nearest one', () => {
    assert.throws(() => readConfig(['--prot', '1'], {}), refused('There is no option --prot.', 'Did you mean `--port`?'));
    assert.throws(() => readConfig(['--xyz'], {}), refused('There is no option --xyz.', /^Allowed: --port, --no-open, /));
  });

  test('refuses a wrong value with what is allowed', () => {
    assert.throws(
      () => readConfig(['--stack', 'embeded'], {}),
      refused(/^--stack cannot be "embeded": /, /Did you mean `embedded`\?$/),
    );
    for (const port of ['x', '-1', '65536', '1.5'])
      assert.throws(
        () => readConfig([`--port=${port}`], {}),
        refused(new RegExp(`^--port cannot be "${port}": `), /^See --help\./),
      );
    assert.throws(() => readConfig([], { TOWPATH_PORT: 'x' }), refused(/^--port cannot be "x": /, /^See --help\./));
  });

  test('refuses an option without its value, and words that are no option', () => {
    assert.throws(() => readConfig(['--port'], {}), refused(/--port/, /^See --help\./));
    assert.throws(() => readConfig(['start'], {}), refused(/start/, /^See --help\./));
  });

  test('refuses a log level that there is not', () =>
    assert.throws(
      () => readConfig([], { TOWPATH_LOG: 'debgu' }),
      refused('TOWPATH_LOG cannot be "debgu".', 'Did you mean `debug`?'),
    ));

  test('is explained by --help, each option with a sentence', () => {
    assert.equal(readConfig(['--help'], {}).help, true);
    for (const name of ['port', 'no-open', 'data-dir', 'stack', 'dev', 'content-dir', 'allow-host', 'help'])
      assert.match(helpText(), new RegExp(`^ {2}--${name} +[A-Z].*\\.$`, 'm'));
  });
});
