/** The names of a new check. */
export type CheckWords = {
  /** `schema-registry`, `subject`: the check is `schema-registry.subject`. */
  service: string;
  name: string;
  /** The service in text. */
  title: string;
  /** `schemaRegistry`, as in `schemaRegistryChecks`. */
  family: string;
  /** `schemaRegistrySubject`. */
  schema: string;
  port: number;
};

/** What a new check is made of: each goes into another file. */
export type CheckParts = {
  /** The declaration, a whole statement. */
  schema: string;
  schemaName: string;
  /** An entry of the titles. */
  titleEntry: string;
  /** An entry of the code, and what it imports. */
  code: string;
  imports: string[];
  /** Its own fields in the test of all checks. */
  sample: string;
  /** The test file. */
  test: string;
};

/** A check that asks over HTTP: the answer to a GET has a text in it. */
export function httpCheck(words: CheckWords): CheckParts {
  const { service, name, title, schema, port } = words;
  const check = `${service}.${name}`;
  return {
    schemaName: schema,
    schema: `/** What ${title} answers to a GET of this path has this text in it. */
export const ${schema} = z.strictObject({
  ...checkBase,
  check: z.literal('${check}').describe('The service answers a path with this text.'),
  path: z.string().startsWith('/').default('/'),
  contains: z.string().min(1),
});
`,
    titleEntry: `'${check}': (c: z.infer<typeof ${schema}>) => \`${title} shows “\${c.contains}”\``,
    imports: [],
    code: `// An example that works. Replace what is asked and what is compared; say expected and actual in the learner's words.
  '${check}': async ({ path, contains }, context) => {
    const response = await fetch(context.resolve(\`http://${service}:${port}\${path}\`), { signal: context.signal });
    const text = await response.text();
    const passed = response.ok && text.includes(contains);
    const actual = response.ok ? \`it answers \${text.length} characters without it\` : \`it answers with \${response.status}\`;
    return { passed, expected: \`${title} shows “\${contains}” at \${path}\`, actual: passed ? 'it does' : actual };
  }`,
    sample: `{ contains: 'hello' }`,
    test: httpTest(words),
  };
}

function httpTest({ service, name, title, family, port }: CheckWords): string {
  const check = `${service}.${name}`;
  return `import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { ${family}Checks } from '../../../runner/services/${service}/checks.ts';
import { folderFiles } from '../../../runner/workspace/folder-files.ts';

/** Answers that the check has to tell apart. Better: the embedded form of ${title}, or bodies recorded from the product. */
const server = createServer((request, response) => {
  if (request.url === '/there') response.end('hello');
  else response.writeHead(404).end('not found');
});
before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
after(() => new Promise((resolve) => server.close(resolve)));

const look = (path: string, contains: string) => {
  const { port } = server.address() as AddressInfo;
  return ${family}Checks['${check}'](
    { id: 'row', check: '${check}', path, contains },
    {
      resolve: (url) => url.replace('${service}:${port}', \`127.0.0.1:\${port}\`),
      files: folderFiles(''),
      signal: AbortSignal.timeout(5_000),
    },
  );
};

test('${check} tells the text, another text and no page apart', async () => {
  const expected = '${title} shows “hello” at /there';
  assert.deepEqual(await look('/there', 'hello'), { passed: true, expected, actual: 'it does' });
  assert.deepEqual(await look('/there', 'good bye'), {
    passed: false,
    expected: '${title} shows “good bye” at /there',
    actual: 'it answers 5 characters without it',
  });
  assert.deepEqual(await look('/gone', 'hello'), {
    passed: false,
    expected: '${title} shows “hello” at /gone',
    actual: 'it answers with 404',
  });
});
`;
}

/** A check of a service that does not speak HTTP: its port takes a connection. */
export function portCheck(words: CheckWords): CheckParts {
  const { service, name, title, schema, port } = words;
  const check = `${service}.${name}`;
  return {
    schemaName: schema,
    schema: `/** ${title} takes a connection. */
export const ${schema} = z.strictObject({
  ...checkBase,
  check: z.literal('${check}').describe('The service takes a connection.'),
});
`,
    titleEntry: `'${check}': () => '${title} takes connections'`,
    imports: ["import { connect } from 'node:net';"],
    code: `// An example that works. Replace it by what a client of ${title} asks, and say expected and actual in the learner's words.
  '${check}': async (_check, context) => {
    const { hostname, port } = new URL(context.resolve('http://${service}:${port}'));
    const socket = connect({ host: hostname, port: Number(port), signal: context.signal });
    const passed = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    return { passed, expected: '${title} takes a connection', actual: passed ? 'it does' : 'nobody listens there' };
  }`,
    sample: '{}',
    test: portTest(words),
  };
}

function portTest({ service, name, title, family, port }: CheckWords): string {
  const check = `${service}.${name}`;
  return `import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { ${family}Checks } from '../../../runner/services/${service}/checks.ts';
import { folderFiles } from '../../../runner/workspace/folder-files.ts';

const look = (port: number) =>
  ${family}Checks['${check}'](
    { id: 'row', check: '${check}' },
    {
      resolve: (url) => url.replace('${service}:${port}', \`127.0.0.1:\${port}\`),
      files: folderFiles(''),
      signal: AbortSignal.timeout(5_000),
    },
  );

test('${check} tells a port that takes connections from one that nobody listens on', async () => {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const expected = '${title} takes a connection';
  assert.deepEqual(await look(port), { passed: true, expected, actual: 'it does' });
  await new Promise((resolve) => server.close(resolve));
  assert.deepEqual(await look(port), { passed: false, expected, actual: 'nobody listens there' });
});
`;
}
