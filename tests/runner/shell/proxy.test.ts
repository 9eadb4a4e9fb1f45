import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { RunnerError } from '../../../runner/errors.ts';
import { freePort } from '../../../runner/lib/ports.ts';
import { explain } from '../../../runner/shell/explain.ts';
import { nearHost } from '../../../runner/shell/near-host.ts';
import { type ShellProxy, startShellProxy } from '../../../runner/shell/proxy.ts';

type Seen = { method: string; url: string; headers: IncomingMessage['headers']; body: string };

let seen: Seen[] = [];
let proxy: ShellProxy;
let service: number;
const servers: Server[] = [];

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

/** A server that remembers what it was asked, and answers with a header and two cookies. */
async function startOrigin(says: string): Promise<number> {
  return await listen(
    createServer((req, res) => {
      let body = '';
      req.setEncoding('utf8');
      req.on('data', (data: string) => (body += data));
      req.on('end', () => {
        seen.push({ method: req.method ?? '', url: req.url ?? '', headers: req.headers, body });
        res.writeHead(299, 'Quite Fine', { 'x-from': says, 'set-cookie': ['a=1', 'b=2'] }).end(says);
      });
    }),
  );
}

function resolveName({ hostname, port }: { hostname: string; port: number }) {
  if (hostname === 'stopped')
    throw new RunnerError('service.stopped', 'Stopped is stopped.', { hint: 'Start Stopped: towpath start stopped' });
  if (hostname !== 'rabbitmq') return undefined;
  if (port !== 15672)
    throw new RunnerError('service.unknown', `RabbitMQ has no port ${port}.`, { hint: 'Did you mean `15672`?' });
  return { hostname: '127.0.0.1', port: service };
}

const start = (upstream?: string): Promise<ShellProxy> =>
  startShellProxy({
    resolve: resolveName,
    control: async (command) => ({ status: 200, text: JSON.stringify(command) }),
    explain,
    upstream,
    meant: nearHost,
  });

before(async () => {
  service = await startOrigin('the service');
  proxy = await start();
});
after(async () => {
  await proxy.close();
  for (const server of servers) server.close();
});

type Result = { exit: number; stdout: string; stderr: string };

/** curl as blocks have it: it finds the proxy in its environment. */
function curl(args: string[], through: ShellProxy | string = proxy): Promise<Result> {
  const url = typeof through === 'string' ? through : through.url;
  return new Promise((resolve) => {
    const child = execFile(
      'curl',
      ['--silent', '--max-time', '60', ...args],
      { env: { PATH: process.env.PATH, http_proxy: url, no_proxy: '' } },
      (_, stdout, stderr) => resolve({ exit: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

const last = (): Seen => {
  const found = seen.at(-1);
  assert.ok(found, 'nothing arrived');
  return found;
};

describe('the shell proxy', () => {
  test('sends names of the stack to their service, whatever their case', async () => {
    seen = [];
    const { stdout } = await curl(['http://rabbitmq:15672/api/queues/%2F/q?x=%2F&y', '--user', 'guest:guest']);
    assert.equal(stdout, 'the service');
    const { method, url, headers } = last();
    assert.deepEqual([method, url, headers.authorization], ['GET', '/api/queues/%2F/q?x=%2F&y', 'Basic Z3Vlc3Q6Z3Vlc3Q=']);
    // The service knows itself under loopback names only.
    assert.equal(headers.host, `127.0.0.1:${service}`);
    assert.equal(headers['proxy-authorization'], undefined);
    assert.equal(headers['proxy-connection'], undefined);
    assert.equal((await curl(['http://RabbitMQ:15672/'])).stdout, 'the service');
  });

  test('passes on to other hosts what was asked, and what they answer', async () => {
    const other = await startOrigin('another host');
    const body = JSON.stringify({ text: 'ü'.repeat(20_000) });
    const { stdout } = await curl([
      ...[
        '--include',
        '--request',
        'PATCH',
        '--header',
        'x-one: 1',
        '--header',
        'x-two: a, b',
        '--header',
        'content-type: application/json',
      ],
      ...['--data-binary', body, `http://localhost:${other}/a%20b/..%2fc?q=1`, '--path-as-is'],
    ]);
    assert.match(stdout, /^HTTP\/1\.1 299 Quite Fine\r\n/);
    assert.match(stdout, /x-from: another host\r\n[\s\S]*set-cookie: a=1\r\nset-cookie: b=2\r\n/i);
    assert.ok(stdout.endsWith('another host'));
    const { method, url, headers, body: arrived } = last();
    assert.deepEqual([method, url, arrived], ['PATCH', '/a%20b/..%2fc?q=1', body]);
    assert.deepEqual([headers.host, headers['x-one'], headers['x-two']], [`localhost:${other}`, '1', 'a, b']);
    assert.deepEqual([headers['content-type'], headers['content-length']], ['application/json', String(Buffer.byteLength(body))]);
  });

  test('takes bodies of any kind: none, large, in chunks', async () => {
    const large = 'x'.repeat(3_000_000);
    for (const [args, body] of [
      [['--request', 'POST'], ''],
      [['--request', 'DELETE'], ''],
      [['--data', ''], ''],
      [['--data-binary', '@-', '--header', 'expect: 100-continue'], large],
      [['--data-binary', '@-', '--header', 'transfer-encoding: chunked'], large],
    ] as const) {
      const stdout = await new Promise<string>((resolve) => {
        const child = execFile(
          'curl',
          ['--silent', '--max-time', '60', ...args, 'http://rabbitmq:15672/'],
          { env: { PATH: process.env.PATH, http_proxy: proxy.url } },
          (_, text) => resolve(text),
        );
        child.stdin?.end(body);
      });
      assert.equal(stdout, 'the service', args.join(' '));
      assert.equal(last().body.length, body.length, args.join(' '));
    }
  });

  test('answers only with the secret of this start', async () => {
    const { host } = new URL(proxy.url);
    for (const wrong of [`http://${host}`, `http://towpath:wrong@${host}`, `http://x:${new URL(proxy.url).password}@${host}`]) {
      const before = seen.length;
      const { stdout } = await curl(['--write-out', '%{http_code}', 'http://rabbitmq:15672/'], wrong);
      assert.equal(stdout, 'This proxy belongs to Towpath and answers its blocks and shells only.\n407');
      const tunnelled = await curl(['--proxytunnel', '--write-out', '%{http_connect}', 'http://rabbitmq:15672/'], wrong);
      assert.equal(tunnelled.stdout, '407');
      assert.equal(seen.length, before);
    }
  });

  test('says in words that a service is stopped, or has no such port', async () => {
    const write = ['--write-out', '%{http_code}'];
    assert.equal(
      (await curl([...write, 'http://stopped/'])).stdout,
      'Stopped is stopped. Start Stopped: towpath start stopped\n502',
    );
    assert.equal(
      (await curl([...write, 'http://rabbitmq:15673/'])).stdout,
      'RabbitMQ has no port 15673. Did you mean `15672`?\n502',
    );
    assert.equal((await curl(['--proxytunnel', '--write-out', '%{http_connect}', 'http://stopped/'])).stdout, '502');
  });

  test('names the host that was meant when there is none of that name', async () => {
    const { stdout } = await curl(['http://rabitmq:15672/']);
    assert.match(stdout, /^rabitmq:15672 cannot be reached \((ENOTFOUND|EAI_AGAIN)\)\. Did you mean `rabbitmq`\?\n$/);
    assert.match(
      (await curl(['http://nothing-like-it.invalid/'])).stdout,
      /^nothing-like-it\.invalid cannot be reached \(\w+\)\.\n$/,
    );
  });

  test('says that a host cannot be reached', async () => {
    const port = await freePort();
    const { stdout } = await curl(['--write-out', '%{http_code}', `http://localhost:${port}/`]);
    assert.equal(stdout, `localhost:${port} cannot be reached (ECONNREFUSED).\n502`);
  });

  test('wants a whole address', async () => {
    const { host, username, password } = new URL(proxy.url);
    const { stdout } = await curl([
      `http://${host}/`,
      '--noproxy',
      '*',
      '--header',
      `proxy-authorization: Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    ]);
    assert.equal(stdout, 'This is a proxy: ask it for a whole address, such as http://rabbitmq:15672/api/overview.\n');
  });

  test('makes tunnels to services and to other hosts', async () => {
    const other = await startOrigin('another host');
    assert.equal((await curl(['--proxytunnel', 'http://rabbitmq:15672/'])).stdout, 'the service');
    assert.equal((await curl(['--proxytunnel', `http://localhost:${other}/`])).stdout, 'another host');
    const port = await freePort();
    assert.equal((await curl(['--proxytunnel', '--write-out', '%{http_connect}', `http://localhost:${port}/`])).stdout, '502');
  });

  test('uses the proxy of the learner’s own environment for other hosts, with its name and password', async () => {
    const upstream = await startOrigin('the upstream proxy');
    const chained = await start(`http://me:s%40cret@127.0.0.1:${upstream}`);
    assert.equal((await curl(['http://example.test/page?x=1'], chained)).stdout, 'the upstream proxy');
    const { url, headers } = last();
    assert.deepEqual([url, headers.host], ['http://example.test/page?x=1', 'example.test']);
    assert.equal(headers['proxy-authorization'], `Basic ${Buffer.from('me:s@cret').toString('base64')}`);
    assert.equal((await curl(['http://rabbitmq:15672/'], chained)).stdout, 'the service');
    await chained.close();
  });

  test('asks that proxy for tunnels too', async () => {
    const asked: string[] = [];
    const upstream = await listen(
      createTcpServer((socket) =>
        socket.once('data', (data) => {
          asked.push(String(data));
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfar!'));
        }),
      ),
    );
    const chained = await start(`http://me:secret@127.0.0.1:${upstream}`);
    assert.equal((await curl(['--proxytunnel', 'http://example.test/'], chained)).stdout, 'far!');
    assert.match(asked[0] ?? '', /^CONNECT example\.test:80 HTTP\/1\.1\r\n[\s\S]*Proxy-Authorization: Basic /);
    await chained.close();
  });

  test('hands the command of blocks to the runner', async () => {
    const { stdout } = await curl([
      '--get',
      '--data-urlencode',
      'command=start',
      '--data-urlencode',
      'service=a b',
      'http://towpath/',
    ]);
    assert.deepEqual(JSON.parse(stdout), { name: 'start', service: 'a b' });
  });

  test('lets go of a service when its client has gone', async () => {
    const closed = Promise.withResolvers<void>();
    const hanging = await listen(createServer((req) => void req.socket.on('close', () => closed.resolve())));
    const { hostname, port, username, password } = new URL(proxy.url);
    const asking = request({
      host: hostname,
      port,
      path: `http://localhost:${hanging}/`,
      headers: { 'proxy-authorization': `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` },
    });
    asking.on('error', () => undefined);
    asking.end();
    servers.at(-1)?.once('request', () => asking.destroy());
    await closed.promise;
  });

  test('ends although a tunnel is open', async () => {
    const own = await start();
    const { hostname, port, username, password } = new URL(own.url);
    const socket = connect(Number(port), hostname);
    const authorization = Buffer.from(`${username}:${password}`).toString('base64');
    socket.write(`CONNECT rabbitmq:15672 HTTP/1.1\r\nHost: x\r\nProxy-Authorization: Basic ${authorization}\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.on('error', () => undefined);
    await own.close();
  });
});
