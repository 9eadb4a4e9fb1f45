import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { shellEnvironment } from '../../../runner/shell/environment.ts';

const environment = (inherited: Record<string, string>) =>
  shellEnvironment({ inherited, commands: ['/ours/kafka/bin'], proxyUrl: 'http://towpath:secret@127.0.0.1:1', mark: 'the-mark' });

test('what npm and we set for ourselves is gone, what is the learner’s stays', () => {
  const found = environment({
    npm_config_registry: 'x',
    npm_lifecycle_event: 'start',
    INIT_CWD: '/x',
    NODE: '/x/node',
    NODE_OPTIONS: '--inspect',
    NODE_COMPILE_CACHE: '/x',
    NODE_CHANNEL_FD: '3',
    NODE_TEST_CONTEXT: 'child-v8',
    TOWPATH_LOG: 'trace',
    TOWPATH_DATA_DIR: '/x',
    COLOR: '1',
    HOME: '/home/ada',
    EDITOR: 'vi',
    NODE_EXTRA_CA_CERTS: '/etc/ca.pem',
  });
  for (const name of Object.keys(found))
    assert.doesNotMatch(name, /^(npm_|INIT_CWD|COLOR$|NODE_(OPTIONS|C|T)|TOWPATH_(LOG|DATA_DIR))/);
  assert.deepEqual([found.HOME, found.EDITOR, found.NODE_EXTRA_CA_CERTS], ['/home/ada', 'vi', '/etc/ca.pem']);
});

test('the stand-in commands come first on PATH, the fallbacks last, and none of npm’s in between', () => {
  const { PATH = '' } = environment({
    PATH: '/p/node_modules/.bin:/home/ada/bin:/usr/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin:/usr/bin',
  });
  const dirs = PATH.split(':');
  assert.deepEqual(dirs.slice(1, -1), ['/ours/kafka/bin', '/home/ada/bin', '/usr/bin']);
  assert.ok(existsSync(join(dirs[0] ?? '', 'towpath')));
  assert.ok(existsSync(join(dirs.at(-1) ?? '', 'jq')));
});

test('curl finds the proxy, and does not use it for this machine', () => {
  const found = environment({ no_proxy: '.example.test', http_proxy: 'http://other:3128', https_proxy: 'http://other:3128' });
  assert.deepEqual(
    [found.http_proxy, found.no_proxy, found.https_proxy],
    ['http://towpath:secret@127.0.0.1:1', '.example.test,localhost,127.0.0.1,::1', 'http://other:3128'],
  );
});

test('no_proxy=* does not hide the names of the stack', () => {
  assert.equal(environment({ no_proxy: '*' }).no_proxy, 'localhost,127.0.0.1,::1');
});

test('a machine that says little gets what a terminal needs', () => {
  const { TERM, LANG, PATH, TOWPATH_RUNNER, TOWPATH_NODE } = environment({});
  assert.deepEqual([TERM, LANG, TOWPATH_RUNNER, TOWPATH_NODE], ['xterm-256color', 'C.UTF-8', 'the-mark', process.execPath]);
  assert.match(PATH ?? '', /:\/usr\/bin:\/bin:/);
});
