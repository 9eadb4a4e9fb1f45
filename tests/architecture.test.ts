import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { brokenRules, IMPORT_RULES } from './support/import-rules.ts';
import { type Import, readImports, sourceFiles } from './support/read-imports.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = sourceFiles(['src', 'runner', 'tests']);
const edges = files.flatMap((file) => readImports(file));

describe('who may import whom', () => {
  for (const rule of IMPORT_RULES) {
    test(rule.says, () => assert.deepEqual(brokenRules(edges, [rule]), []));
  }

  test('every relative import names a file that is there', () => {
    const gone = edges.filter(({ target }) => /^(?:src|runner|tests)\/.*\.(?:ts|mjs|astro|css)$/.test(target));
    assert.deepEqual(
      gone.filter(({ target }) => !existsSync(root + target)).map(({ file, line, target }) => `${file}:${line} ${target}`),
      [],
    );
  });

  test('zod stays out of the browser: nothing the workbench imports at run time imports it', () => {
    const inBrowser = (edge: Import) => edge.atRunTime && (edge.inScript || edge.file.startsWith('src/workbench/'));
    const queue = [...new Set(edges.filter(inBrowser).map(({ file, target, inScript }) => (inScript ? target : file)))];
    const cameFrom = new Map<string, string | undefined>(queue.map((file) => [file, undefined]));
    const wrong: string[] = [];
    for (const file of queue) {
      for (const edge of edges) {
        if (edge.file !== file || !edge.atRunTime) continue;
        if (/^(?:zod|yaml|satteri)(?:\/|$)/.test(edge.target)) wrong.push(pathTo(file, cameFrom).concat(edge.target).join(' → '));
        if (!cameFrom.has(edge.target)) {
          cameFrom.set(edge.target, file);
          queue.push(edge.target);
        }
      }
    }
    assert.deepEqual(wrong, []);
  });
});

describe('the rules themselves', () => {
  const broken: [string, string][] = [
    ['runner/contract/block.ts', 'node:fs'],
    ['runner/contract/lesson.ts', 'yaml'],
    ['runner/contract/lesson.ts', 'runner/errors.ts'],
    ['src/workbench/run-block.ts', 'runner/errors.ts'],
    ['runner/config.ts', 'src/mdx/run-blocks.ts'],
    ['runner/config.ts', 'tests/support/eventually.ts'],
    ['runner/services/ksqldb/service.ts', 'runner/services/kafka/client.ts'],
    ['runner/services/rabbitmq/embedded/http.ts', 'runner/errors.ts'],
    ['runner/services/rabbitmq/embedded/http.ts', 'runner/contract/limits.ts'],
    ['runner/lib/log.ts', 'runner/config.ts'],
    ['runner/lessons/lessons.ts', 'runner/server.ts'],
    ['runner/terminal/pty.ts', 'runner/connection/connection.ts'],
    ['runner/verify/verify-lesson.ts', 'runner/services/rabbitmq/embedded/queues.ts'],
    ['runner/blocks/block-run.ts', 'ws'],
    ['runner/blocks/block-run.ts', 'node-pty'],
    ['runner/services/kafka/checks.ts', 'kafkajs'],
  ];
  for (const [file, target] of broken) {
    test(`${file} may not import ${target}`, () =>
      assert.equal(brokenRules([{ file, line: 1, target, atRunTime: true }]).length > 0, true));
  }

  test('imports are found in statements, re-exports, import(), type imports and Astro scripts', () => {
    const source = [
      '---',
      "import a from './a.ts';",
      "import type { B } from '#contract/b.ts';",
      "export { c } from '../c.ts';",
      '---',
      '<p>{text}</p>',
      '<script>',
      "  const d = await import('../workbench/d.ts?inline');",
      '</script>',
    ].join('\n');
    assert.deepEqual(readImports('src/components/Page.astro', source), [
      { file: 'src/components/Page.astro', line: 2, target: 'src/components/a.ts', atRunTime: true },
      { file: 'src/components/Page.astro', line: 3, target: 'runner/contract/b.ts', atRunTime: false },
      { file: 'src/components/Page.astro', line: 4, target: 'src/c.ts', atRunTime: true },
      { file: 'src/components/Page.astro', line: 8, target: 'src/workbench/d.ts', atRunTime: true, inScript: true },
    ]);
  });
});

describe('one place for each thing', () => {
  const code = files
    .filter((file) => !file.startsWith('tests/'))
    .map((file) => ({ file, text: readFileSync(root + file, 'utf8') }));
  const using = (pattern: RegExp) => code.filter(({ text }) => pattern.test(text)).map(({ file }) => file);

  test('process.env is read in config.ts and setup.mjs', () => {
    const allowed = ['runner/config.ts', 'runner/setup.mjs'];
    assert.deepEqual(
      using(/^(?!\s*(?:\/\/|\*)).*\bprocess\.env\b/m).filter((file) => !allowed.includes(file)),
      [],
    );
  });

  test('only setup.mjs writes to the console', () => {
    assert.deepEqual(
      using(/^(?!\s*(?:\/\/|\*)).*\bconsole\.\w+\(/m).filter((file) => file !== 'runner/setup.mjs'),
      [],
    );
  });
});

function pathTo(file: string, cameFrom: Map<string, string | undefined>): string[] {
  const before = cameFrom.get(file);
  return before === undefined ? [file] : [...pathTo(before, cameFrom), file];
}
