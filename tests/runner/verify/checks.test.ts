import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Check, checkSchema } from '#contract/checks/checks.ts';
import { runCheck } from '../../../runner/verify/checks/checks.ts';
import { folderFiles } from '../../../runner/workspace/folder-files.ts';
import { temporaryDir } from '../../support/fixture-content.ts';

const workspace = temporaryDir();
let port = 0;
/** Path → what is answered. */
const answers: Record<string, { status?: number; body?: string }> = {
  '/object': { body: '{"name":"q","message_stats":{"publish":3},"a.b":1,"is":true}' },
  '/list': { body: '[{"name":"a"},{"name":"b","n":2}]' },
  '/empty': { body: '[]' },
  '/text': { body: 'hello' },
  '/gone': { status: 404, body: '{}' },
  '/moved': { status: 302 },
};
const server = createServer((req, res) => {
  if (req.url === '/private' && req.headers.authorization !== `Basic ${Buffer.from('guest:gu:est').toString('base64')}`) {
    res.writeHead(401).end('{}');
  } else if (req.url === '/endless') {
    res.writeHead(200);
    const more = (): void => {
      while (!res.destroyed && res.write('x'.repeat(65_536)));
      if (!res.destroyed) res.once('drain', more);
    };
    more();
  } else {
    const { status = 200, body = '{}' } = answers[req.url ?? ''] ?? {};
    res.writeHead(status, status === 302 ? { location: '/object' } : {}).end(body);
  }
});

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
after(() => {
  server.closeAllConnections();
  server.close();
});

/** Looks once, with `http://echo:7007` being the server above. */
async function look(check: Record<string, unknown>) {
  return await runCheck(checkSchema.parse({ id: 'x', ...check }) as Check, {
    resolve: (url) => url.replace('http://echo:7007', `http://127.0.0.1:${port}`),
    files: folderFiles(workspace),
    signal: AbortSignal.timeout(10_000),
  });
}

const url = (path: string): string => `http://echo:7007${path}`;

describe('http.status', () => {
  test('passes with the status', async () =>
    assert.deepEqual(await look({ check: 'http.status', url: url('/object') }), {
      passed: true,
      expected: 'http://echo:7007/object answers with 200',
      actual: 'it answers with 200',
    }));

  test('fails with another one, a redirection too', async () => {
    assert.deepEqual(await look({ check: 'http.status', url: url('/gone') }), {
      passed: false,
      expected: 'http://echo:7007/gone answers with 200',
      actual: 'it answers with 404',
    });
    assert.equal((await look({ check: 'http.status', url: url('/gone'), status: 404 })).passed, true);
    assert.equal((await look({ check: 'http.status', url: url('/moved') })).actual, 'it answers with 302');
  });

  test('signs in, and says so when that is wrong', async () => {
    assert.deepEqual(await look({ check: 'http.status', url: url('/private'), user: 'guest:wrong' }), {
      passed: false,
      expected: 'http://echo:7007/private answers with 200',
      actual: 'it answers with 401',
      hint: 'The name or password in the request is wrong.',
    });
    assert.equal((await look({ check: 'http.status', url: url('/private'), user: 'guest:gu:est' })).passed, true);
  });
});

describe('http.json', () => {
  test('passes when an object has the fields, also deep ones and such with a dot', async () =>
    assert.deepEqual(
      await look({
        check: 'http.json',
        url: url('/object'),
        match: { name: 'q', 'message_stats.publish': 3, 'a.b': 1, is: true },
      }),
      {
        passed: true,
        expected: 'http://echo:7007/object says name = q and message_stats.publish = 3 and a.b = 1 and is = true',
        actual: 'it says name = q and message_stats.publish = 3 and a.b = 1 and is = true',
      },
    ));

  test('fails with what is there instead; a number is not its text', async () =>
    assert.deepEqual(
      await look({ check: 'http.json', url: url('/object'), match: { 'message_stats.publish': '3', 'name.x': 1, none: 1 } }),
      {
        passed: false,
        expected: 'http://echo:7007/object says message_stats.publish = 3 and name.x = 1 and none = 1',
        actual: 'it says message_stats.publish = 3 and name.x = nothing and none = nothing',
      },
    ));

  test('looks for one of the entries of a list', async () => {
    assert.equal((await look({ check: 'http.json', url: url('/list'), match: { name: 'b', n: 2 } })).passed, true);
    assert.deepEqual(await look({ check: 'http.json', url: url('/list'), match: { name: 'a', n: 2 } }), {
      passed: false,
      expected: 'http://echo:7007/list says name = a and n = 2',
      actual: 'none of 2 entries says so',
    });
    assert.equal((await look({ check: 'http.json', url: url('/empty'), match: { a: 1 } })).actual, 'none of 0 entries says so');
  });

  test('fails when the answer is no JSON', async () =>
    assert.deepEqual(await look({ check: 'http.json', url: url('/text'), match: { a: 1 } }), {
      passed: false,
      expected: 'http://echo:7007/text says a = 1',
      actual: 'it answers with 200 and no JSON',
    }));

  test('does not read an endless answer to its end', async () =>
    assert.equal(
      (await look({ check: 'http.json', url: url('/endless'), match: { a: 1 } })).actual,
      'it answers with 200 and no JSON',
    ));
});

describe('file.exists', () => {
  before(() => {
    writeFileSync(join(workspace, 'peeked.json'), 'x'.repeat(1_234));
    writeFileSync(join(workspace, 'empty.txt'), '');
    mkdirSync(join(workspace, 'folder'));
  });

  test('passes when it is there and not empty, with its length', async () =>
    assert.deepEqual(await look({ check: 'file.exists', file: 'peeked.json' }), {
      passed: true,
      expected: 'peeked.json is there and not empty',
      actual: `peeked.json is there, 1,234 characters; it begins: ${'x'.repeat(100)} …`,
    }));

  test('fails when a text is not in it', async () =>
    assert.deepEqual(await look({ check: 'file.exists', file: 'peeked.json', contains: 'needle' }), {
      passed: false,
      expected: 'peeked.json with this in it: needle',
      actual: `peeked.json is there, 1,234 characters without it; it begins: ${'x'.repeat(100)} …`,
    }));

  test('says the line in which a text is, and nothing of a file that is no text', async () => {
    writeFileSync(join(workspace, 'report.txt'), '\nok node\n  This machine is ready for it.\n');
    const ready = await look({ check: 'file.exists', file: 'report.txt', contains: 'is ready' });
    assert.equal(ready.actual, 'report.txt is there, 41 characters; it says: This machine is ready for it.');
    assert.equal(
      (await look({ check: 'file.exists', file: 'report.txt' })).actual,
      'report.txt is there, 41 characters; it begins: ok node',
    );
    writeFileSync(join(workspace, 'program'), '\u0000\u0001ELF');
    assert.equal((await look({ check: 'file.exists', file: 'program' })).actual, 'program is there, 5 characters');
  });

  test('fails when it is empty, and when it is not there, naming one that is alike', async () => {
    assert.equal((await look({ check: 'file.exists', file: 'empty.txt' })).actual, 'empty.txt is there and empty');
    assert.equal(
      (await look({ check: 'file.exists', file: 'peekd.json' })).actual,
      'there is no peekd.json, but there is peeked.json',
    );
    assert.equal((await look({ check: 'file.exists', file: 'zzzzzzzzzz' })).actual, 'there is no zzzzzzzzzz in your workspace');
    assert.equal((await look({ check: 'file.exists', file: 'folder' })).actual, 'folder is a folder');
    execFileSync('mkfifo', [join(workspace, 'pipe')]);
    assert.equal((await look({ check: 'file.exists', file: 'pipe' })).actual, 'pipe is not a file with text in it');
    assert.equal((await look({ check: 'file.exists', file: 'peeked.json/x' })).passed, false);
  });

  test('looks at the beginning of a long one only, and says so', async () => {
    writeFileSync(join(workspace, 'long.txt'), `here ${'x'.repeat(2_000_000)} there`);
    assert.deepEqual(await look({ check: 'file.exists', file: 'long.txt', contains: 'here' }), {
      passed: true,
      expected: 'long.txt with this in it: here',
      actual: `long.txt is there, 2,000,011 bytes; it says: here ${'x'.repeat(95)} …`,
    });
    const { passed, actual } = await look({ check: 'file.exists', file: 'long.txt', contains: 'there' });
    assert.deepEqual([passed, actual], [false, 'long.txt is there, 2,000,011 bytes, and it is not in the first 1,048,576']);
  });
});
