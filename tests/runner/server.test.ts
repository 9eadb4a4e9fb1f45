import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import WebSocket from 'ws';
import { startServer } from '../../runner/server.ts';
import { fence, fixtureContent, temporaryDir } from '../support/fixture-content.ts';
import { RunnerClient } from '../support/runner-client.ts';
import { type StartedRunner, startRunner } from '../support/start-runner.ts';

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string };

const contentDir = fixtureContent({ '01-first': { blocks: [fence('id=one', 'true')] } });
let runner: StartedRunner;
let port: number;

before(async () => {
  const args = ['--content-dir', contentDir, '--allow-host', 'My-Box:8080'];
  runner = await startRunner({ dataDir: temporaryDir(), args, env: { TOWPATH_LOG: 'trace' } });
  port = Number(new URL(runner.url).port);
});
after(() => runner.stop());

/** Not fetch, which does not let a test choose Host and Origin, and cleans up paths. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, method, headers: { host: `127.0.0.1:${port}`, ...headers } });
    asking.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (data: string) => (body += data));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asking.on('error', reject);
    asking.end();
  });
}

/** The status and body with which an upgrade was refused; 101 when it was not. */
function upgrade(path: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    socket.on('open', () => {
      socket.close();
      resolve({ status: 101, body: '' });
    });
    socket.on('unexpected-response', (_, response) => {
      let body = '';
      response.on('data', (data) => (body += String(data)));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    socket.on('error', reject);
  });
}

const foreignHost = (host: string) => ({
  code: 'origin.foreign',
  message: `The runner does not answer requests whose Host is ${host}.`,
  hint: `If a proxy or a forwarded port leads here, start the runner with --allow-host ${host}`,
});
const foreignOrigin = (origin: string) => ({
  code: 'origin.foreign',
  message: `The runner does not answer requests whose Origin is ${origin}.`,
  hint: 'Open the address that npm start printed.',
});
const NOT_SIGNED_IN = {
  code: 'token.wrong',
  message: 'This page is not signed in to the runner.',
  hint: 'Open the address that npm start printed; it has the token of this start.',
};
const errorOf = ({ body }: { body: string }): unknown => (JSON.parse(body) as { error: unknown }).error;

describe('the front door', () => {
  test('turns away another Host, also with the cookie', async () => {
    for (const host of [
      'evil.example',
      'evil.example:80',
      `evil.example:${port}`,
      '127.0.0.1',
      'localhost:1',
      `0.0.0.0:${port}`,
    ]) {
      const answer = await get('/', { host, cookie: runner.cookie });
      assert.equal(answer.status, 403, host);
      assert.deepEqual(errorOf(answer), foreignHost(host));
    }
  });

  test('turns away another Origin, also with the cookie', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      `https://127.0.0.1:${port}`,
      'http://127.0.0.1:1',
      'http://localhost',
    ]) {
      const answer = await get('/session', { origin, cookie: runner.cookie });
      assert.equal(answer.status, 403, origin);
      assert.deepEqual(errorOf(answer), foreignOrigin(origin));
    }
  });

  test('other pages may lead here, and neither embed a file of the site nor ask for anything else', async () => {
    const from = { 'sec-fetch-site': 'cross-site', cookie: runner.cookie };
    const opened = { ...from, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    const embedded = { ...from, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' };
    assert.equal((await get('/', opened)).status, 200);
    for (const host of [`127.0.0.1:${port}`, 'my-box:8080']) {
      const answers = [await get('/', { ...embedded, host }), await get('/session', { ...opened, host })];
      for (const answer of answers) {
        assert.equal(answer.status, 403, host);
        assert.match(answer.body, /The runner does not answer requests whose Sec-Fetch-Site is cross-site\./);
      }
    }
    const socket = { ...from, 'sec-fetch-mode': 'websocket', 'sec-fetch-dest': 'empty' };
    assert.equal((await upgrade('/ws', socket)).status, 403);
    assert.equal((await upgrade('/ws', { ...socket, 'sec-fetch-site': 'same-origin' })).status, 101);
  });

  test('turns away another Host or Origin at the socket, with a typed body', async () => {
    const { cookie } = runner;
    const host = await upgrade('/ws', { host: 'evil.example', cookie });
    assert.deepEqual([host.status, errorOf(host)], [403, foreignHost('evil.example')]);
    const origin = await upgrade('/ws', { origin: 'https://evil.example', cookie });
    assert.deepEqual([origin.status, errorOf(origin)], [403, foreignOrigin('https://evil.example')]);
  });

  test('answers under each name of loopback', async () => {
    for (const name of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]']) {
      const host = `${name}:${port}`;
      assert.equal((await get('/health', { host, origin: `http://${host}` })).status, 200, name);
    }
  });

  test('answers under an allowed host, for pages of that host alone', async () => {
    assert.equal((await get('/health', { host: 'my-box:8080' })).status, 200);
    assert.equal((await get('/health', { host: 'MY-BOX:8080', origin: 'https://my-box:8080' })).status, 200);
    assert.equal((await get('/health', { host: 'my-box' })).status, 403);
    assert.equal((await get('/health', { host: 'my-box:8080', origin: 'http://other:8080' })).status, 403);
    assert.equal(
      (await upgrade('/ws', { host: 'my-box:8080', origin: 'http://my-box:8080', cookie: runner.cookie })).status,
      101,
    );
  });

  test('says to anybody on this machine that it is there, and nothing else', async () => {
    const { status, body } = await get('/health');
    assert.deepEqual([status, body], [200, '{"ok":true}']);
  });
});

describe('the token', () => {
  test('becomes a cookie that scripts and other sites do not get, named after the port', async () => {
    const { status, headers, body } = await get(`/?token=${runner.token}`);
    assert.deepEqual([status, headers.location, body], [302, '/', '']);
    assert.deepEqual(headers['set-cookie'], [`towpath-${port}=${runner.token}; HttpOnly; SameSite=Strict; Path=/`]);
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['referrer-policy'], 'no-referrer');
  });

  test('is refused when it is wrong, whatever its length', async () => {
    for (const wrong of ['', 'x', runner.token.slice(1), `${runner.token}x`, `${runner.token.slice(0, -1)}_`]) {
      const answer = await get(`/?token=${wrong}`);
      assert.deepEqual([answer.status, errorOf(answer), answer.headers['set-cookie']], [401, NOT_SIGNED_IN, undefined]);
    }
  });

  test('that is wrong is said in sentences to a person with a browser', async () => {
    const { status, headers, body } = await get('/?token=old', { accept: 'text/html,*/*' });
    assert.deepEqual([status, headers['content-type']], [401, 'text/plain; charset=utf-8']);
    assert.equal(body, `${NOT_SIGNED_IN.message}\n\n${NOT_SIGNED_IN.hint}\n`);
  });

  test('a session without it is not signed in', async () => {
    const wrong = [{}, { cookie: `towpath-${port}=x` }, { cookie: `towpath-1=${runner.token}` }, { cookie: 'a; b=; =c' }];
    for (const headers of wrong as Record<string, string>[]) {
      const answer = await get('/session', headers);
      assert.deepEqual([answer.status, errorOf(answer)], [401, NOT_SIGNED_IN]);
      const socket = await upgrade('/ws', headers);
      assert.deepEqual([socket.status, errorOf(socket)], [401, NOT_SIGNED_IN]);
    }
  });

  test('a session with it is signed in, among other cookies too', async () => {
    const cookie = `theme=dark; ${runner.cookie}; towpath-1=x`;
    assert.equal((await get('/session', { cookie })).status, 204);
    assert.equal((await upgrade('/ws', { cookie })).status, 101);
  });

  test('opens no socket but /ws', async () => {
    const answer = await upgrade('/other', { cookie: runner.cookie });
    assert.deepEqual(
      [answer.status, errorOf(answer)],
      [404, { code: 'message.malformed', message: 'The runner’s WebSocket is at /ws.' }],
    );
  });

  test('does not follow the socket into a query', async () => {
    assert.equal((await upgrade(`/ws?token=${runner.token}`, {})).status, 401);
  });
});

describe('the built site', () => {
  test('comes with a policy that allows its own scripts and no others', async () => {
    const { status, headers, body } = await get('/');
    const policy = String(headers['content-security-policy']);
    assert.equal(status, 200);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /script-src[^;]*'unsafe-(inline|eval)'/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    const inline = [...body.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)].filter(
      ([, attributes]) => !attributes?.includes('src='),
    );
    assert.ok(inline.length > 0, 'the page has inline scripts');
    for (const [, , script = ''] of inline)
      assert.ok(policy.includes(createHash('sha256').update(script).digest('base64')), script.slice(0, 80));
  });

  test('is asked for again only when it changed', async () => {
    const { headers } = await get('/');
    const again = await get('/', { 'if-none-match': String(headers.etag) });
    assert.deepEqual([again.status, again.body], [304, '']);
    assert.equal((await get('/', { 'if-none-match': '"other"' })).status, 200);
    assert.equal(headers['cache-control'], 'no-cache');
  });

  test('what has a hash in its name is kept for good', async () => {
    const asset = /\/_astro\/[^"]+\.(?:css|js)/.exec((await get('/')).body)?.[0] ?? '';
    const { status, headers } = await get(asset);
    assert.equal(status, 200);
    assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.match(String(headers['content-type']), asset.endsWith('.css') ? /^text\/css/ : /^text\/javascript/);
  });

  test('HEAD has the size and no body; other methods are not for it', async () => {
    const head = await get('/', {}, 'HEAD');
    assert.deepEqual([head.status, head.body, Number(head.headers['content-length']) > 0], [200, '', true]);
    const post = await get('/', {}, 'POST');
    assert.deepEqual([post.status, post.headers.allow], [405, 'GET, HEAD']);
  });

  test('a page that is not there is its own 404 page, with the policy', async () => {
    const { status, headers, body } = await get('/no/such/page');
    assert.equal(status, 404);
    assert.match(body, /<html/);
    assert.match(String(headers['content-security-policy']), /default-src 'none'/);
  });

  test('a folder without its last slash leads to the one with it', async () => {
    const { status, headers } = await get('/event-enrichment?x=1');
    assert.ok(status === 404 || headers.location === '/event-enrichment/');
  });

  test('gives out nothing from outside, however the path is written', async () => {
    const paths = [
      '/../package.json',
      '/..%2fpackage.json',
      '/%2e%2e/package.json',
      '/_astro/../../package.json',
      '/%2e%2e%2f%2e%2e%2fetc/passwd',
      '//etc/passwd',
      '/..\\package.json',
      '/%00',
      '/index.html%00.css',
      '/%',
      '/%ff%fe',
      `/${'a'.repeat(5000)}`,
      '//',
      '///',
      '/?',
      '//?token=x',
    ];
    for (const path of paths) {
      const { status, body } = await get(path);
      assert.ok([200, 401, 404].includes(status), `${path} is answered with ${status}`);
      assert.doesNotMatch(body, /"devDependencies"|root:/, path);
      if (status === 200) assert.match(body, /<html/, path);
    }
  });

  test('survives what is not HTTP', async () => {
    for (const nonsense of ['\0\x01\x02\r\n\r\n', 'GET\r\n\r\n', `GET / HTTP/1.1\r\n${'x: y\r\n'.repeat(5000)}\r\n`]) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => socket.write(nonsense));
        socket.on('close', () => resolve());
        socket.on('error', () => resolve());
        socket.on('data', () => undefined);
      });
    }
    assert.equal((await get('/health')).status, 200);
  });
});

test('the address that the browser is started with opens the site once', async () => {
  const door = await startServer({
    port: 0,
    token: 'the-token',
    launchToken: 'for-once',
    allowHosts: [],
    site: { request: (_, res) => void res.end('the site') },
    connect: (socket) => socket.close(),
  });
  const open = async (token: string) => {
    const { status, headers } = await fetch(`http://127.0.0.1:${door.port}/?token=${token}`, { redirect: 'manual' });
    return [status, headers.getSetCookie()[0]?.split(';')[0]];
  };
  const cookie = `towpath-${door.port}=the-token`;
  assert.deepEqual(await open('for-once'), [302, cookie]);
  assert.deepEqual(await open('for-once'), [401, undefined]);
  assert.deepEqual(await open('the-token'), [302, cookie]);
  assert.deepEqual(await open('the-token'), [302, cookie]);
  await door.close();
});

test('a door with an open socket of its site closes at once', async () => {
  const upgraded = Promise.withResolvers<void>();
  const door = await startServer({
    port: 0,
    token: 'the-token',
    launchToken: 'for-once',
    allowHosts: [],
    // As the dev server does for its own socket.
    site: {
      request: (_, res) => void res.end(),
      upgrade: (_, socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
        upgraded.resolve();
      },
    },
    connect: (socket) => socket.close(),
  });
  const socket = connect(door.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`GET /hot HTTP/1.1\r\nHost: 127.0.0.1:${door.port}\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n`);
  await upgraded.promise;
  await door.close();
});

test('the log has no token in it, however much it says', async () => {
  await get(`/?token=${runner.token}`);
  await get(`//?token=${runner.token}`);
  await get(`/no/such/page?token=${runner.token}`);
  await get(`/%?token=${runner.token}`, { host: 'evil.example' });
  const { client } = await RunnerClient.connect(runner);
  await client.runBlock('try/first', 'one');
  client.close();
  assert.ok(!runner.output().includes(runner.token), runner.output());
});
