import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { extract } from 'tar-stream';
import { contextFiles, fingerprint, packContext } from '../../docker/offline/context-files.ts';
import { aptSources, trustedCertificates } from '../../docker/offline/host-settings.ts';
import { IMAGES, inOrder } from '../../docker/offline/images.ts';
import { readOptions } from '../../docker/offline/options.ts';
import { Progress } from '../../docker/offline/progress.ts';
import type { ContextFile } from '../../docker/offline/recipe.ts';
import { RunnerError } from '../../runner/errors.ts';
import { readCompose } from '../support/read-compose.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('which images are built', () => {
  test('what is asked for, after what it is built on, each once', () => {
    assert.deepEqual(inOrder(['echo', 'shell']), ['debian', 'base', 'node', 'shell', 'echo']);
    assert.deepEqual(readOptions(['--only', 'kafka,rabbitmq']).images, ['debian', 'base', 'rabbitmq', 'java', 'kafka']);
    assert.deepEqual(readOptions([]).images, Object.keys(IMAGES));
  });

  test('a name or option that is not there is answered with the nearest one', () => {
    const refused = (args: string[], message: string, hint: string) =>
      assert.throws(
        () => readOptions(args),
        (error) =>
          error instanceof RunnerError && error.code === 'config.invalid' && error.message === message && error.hint === hint,
      );
    refused(['--only', 'shel'], 'There is no image shel to build.', 'Did you mean `shell`?');
    refused(['--verbos'], 'There is no option --verbos.', 'Did you mean `--verbose`?');
    refused(['--only'], "Option '--only <value>' argument missing", 'See --help.');
  });

  test('every image of the offline override is one of them', () => {
    const built = Object.values(IMAGES).map(({ tag }) => tag);
    const { services } = readCompose('compose.offline.yaml');
    for (const [name, { image }] of Object.entries(services)) assert.ok(built.includes(String(image)), name);
  });

  test('an image comes after the one it is built on', () => {
    const names = Object.keys(IMAGES);
    for (const [name, { on }] of Object.entries(IMAGES))
      if (on !== undefined) assert.ok(names.indexOf(on) < names.indexOf(name), name);
  });
});

describe('what is sent to the engine', () => {
  const recipe = { tag: 'x', base: 'y', folder: 'rabbitmq', files: [{ name: 'a.txt', text: 'été' }] };

  test('the files of the folder and the others, in the order of their names, with two modes only', async () => {
    const entries: { name: string; mode: number | undefined; content: string }[] = [];
    const reader = extract();
    reader.on('entry', async ({ name, mode }, stream, next) => {
      entries.push({ name, mode, content: await text(stream) });
      next();
    });
    const done = once(reader, 'finish');
    packContext(contextFiles(recipe)).pipe(reader);
    await done;
    const dockerfile = readFileSync(join(root, 'docker/rabbitmq/Dockerfile'), 'utf8');
    assert.deepEqual(
      entries.map(({ name }) => name),
      ['Dockerfile', 'a.txt', 'enabled_plugins', 'rabbitmq.conf'],
    );
    assert.deepEqual(entries.slice(0, 2), [
      { name: 'Dockerfile', mode: 0o644, content: dockerfile },
      { name: 'a.txt', mode: 0o644, content: 'été' },
    ]);
    const programs = contextFiles({ ...recipe, folder: 'kafka' }).filter(({ mode }) => mode === 0o755);
    assert.deepEqual(
      programs.map(({ name }) => name),
      readdirSync(join(root, 'docker/kafka/bin'))
        .map((name) => `bin/${name}`)
        .sort(),
    );
  });

  test('has another fingerprint when a file, a mode, a name or an argument is another', () => {
    const file = { name: 'a', text: 'b', mode: 0o644 };
    const contexts: [ContextFile, unknown][] = [
      [file, {}],
      [{ ...file, name: 'b' }, {}],
      [{ ...file, text: 'c' }, {}],
      [{ ...file, mode: 0o755 }, {}],
      [file, { args: { x: '1' } }],
    ];
    const prints = contexts.map(([changed, rest]) => fingerprint([changed], rest));
    assert.equal(new Set(prints).size, prints.length);
    assert.equal(fingerprint([{ ...file }], {}), prints[0]);
  });
});

describe('what an image takes from this machine', () => {
  test('Debian’s packages come from the machine’s mirrors', () => {
    const apt = { mirror: 'http://mirror.test/debian', securityMirror: 'http://mirror.test/security', options: '' };
    assert.equal(
      aptSources('bookworm', apt),
      'deb http://mirror.test/debian bookworm main\n' +
        'deb http://mirror.test/debian bookworm-updates main\n' +
        'deb http://mirror.test/security bookworm-security main\n',
    );
  });

  test('it trusts what SSL_CERT_FILE names, and the system’s certificates without it', () => {
    const dir = mkdtempSync(join(tmpdir(), 'towpath-certificates-'));
    try {
      const file = join(dir, 'own.pem');
      writeFileSync(file, 'ours\n');
      assert.equal(trustedCertificates({ SSL_CERT_FILE: file }), 'ours\n');
      assert.match(trustedCertificates({ SSL_CERT_FILE: join(dir, 'gone.pem') }), /^-----BEGIN CERTIFICATE-----$/m);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

describe('progress', () => {
  const written = (options: { isTTY: boolean; isVerbose: boolean }) => {
    let output = '';
    const progress = new Progress({ isTTY: options.isTTY, columns: 30, write: (part) => (output += part) }, options);
    progress.start('shell');
    progress.step('Step 1/9 FROM towpath/node:26 and more');
    progress.verbose('from the build');
    progress.end('built in 2.0 s');
    return output;
  };

  test('is one line per image, without what the build says', () => {
    assert.equal(written({ isTTY: false, isVerbose: false }), 'shell     built in 2.0 s\n');
  });

  test('changes in place on a terminal, and never wraps', () => {
    const lines = written({ isTTY: true, isVerbose: false }).split('\r\x1b[K');
    assert.deepEqual(lines, ['', 'shell      …', 'shell     Step 1/9 FROM towpa', 'shell     built in 2.0 s\n']);
  });

  test('with --verbose has everything', () => {
    assert.match(
      written({ isTTY: true, isVerbose: true }),
      /^shell\nshell: Step 1.*\n {2}from the build\nshell: built in 2\.0 s\n$/,
    );
  });
});

describe('npm run docker:offline in the wrong circumstances', () => {
  const home = mkdtempSync(join(tmpdir(), 'towpath-offline-'));
  const build = (args: string[], env: Record<string, string> = {}) =>
    spawnSync(process.execPath, ['docker/offline/build.ts', ...args], {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
      env: { ...process.env, XDG_CACHE_HOME: home, ...env },
    });
  after(() => rmSync(home, { recursive: true, force: true }));

  test('without an engine says that Docker is not running', () => {
    const { status, stdout, stderr } = build([], { DOCKER_HOST: `unix://${join(home, 'no.sock')}` });
    assert.deepEqual([status, stdout], [1, '']);
    assert.equal(
      stderr,
      '\nDocker is not running.\n' +
        'Start Docker Desktop, or the engine: sudo systemctl start docker. Without Docker, install it or stay on the embedded stack.\n',
    );
  });

  test('with a wrong name says which is near, before it looks for Docker', () => {
    const { status, stderr } = build(['--only', 'kafak'], { DOCKER_HOST: 'tcp://elsewhere:2375' });
    assert.deepEqual([status, stderr], [1, '\nThere is no image kafak to build.\nDid you mean `kafka`?\n']);
  });

  test('--help says what there is', () => {
    const { status, stdout } = build(['--help']);
    assert.equal(status, 0);
    for (const name of [...Object.keys(IMAGES), '--only', '--verbose', '--fresh']) assert.ok(stdout.includes(name), name);
  });
});
