import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addBefore, addEntry, addImport } from '../../runner/scaffold/edit-source.ts';
import { addedChecks, onlyOwnCheck } from '../../runner/scaffold/own-check.ts';
import { readText } from '../../runner/scaffold/project.ts';
import { httpCheck, portCheck } from '../../runner/scaffold/templates/check-parts.ts';
import { ROOT } from '../stages/run-command.ts';

const project = { root: ROOT };
const contract = readText(project, 'runner/contract/checks/echo.ts');
const code = readText(project, 'runner/services/echo/checks.ts');

const echo = { service: 'echo', title: 'Echo', family: 'echo', port: 7007 };
const http = httpCheck({ ...echo, name: 'shows', schema: 'echoShows' });
const port = portCheck({ ...echo, name: 'open', schema: 'echoOpen' });
/** Without blank lines and spaces, which are the formatter's. */
const dense = (text: string) => text.replace(/,(?=\s*[\]}])/g, '').replace(/\s+/g, '');

test('of the checks in the contract only the one that Echo came with is copied', () => {
  const more = [http, port].reduce((text, { schema, schemaName, titleEntry }) => {
    const listed = addEntry(addBefore(text, 'echoChecks', schema), 'echoChecks', schemaName);
    return addEntry(listed, 'echoTitles', titleEntry);
  }, contract);
  assert.deepEqual(addedChecks(contract), []);
  assert.deepEqual(addedChecks(more), ['echo.shows', 'echo.open']);
  assert.equal(dense(onlyOwnCheck(more)), dense(contract));
});

test('so it is with their code, its imports and what only it used', () => {
  const helper = '/** Long ago. */\nconst LONG = 5;\nfunction wait(): number {\n  return LONG;\n}\n';
  const used = `'echo.late': async () => ({ passed: wait() > 1, expected: '', actual: '' })`;
  const more = [http.code, port.code, used].reduce(
    (text, entry) => addEntry(text, 'echoChecks', entry),
    addImport(`${code}\n${helper}`, "import { connect } from 'node:net';"),
  );
  assert.match(more, /node:net[\s\S]*echo\.shows/);
  assert.equal(dense(onlyOwnCheck(more)), dense(code));
});

test('an Echo that nobody added to is copied letter by letter', () => {
  assert.equal(onlyOwnCheck(contract), contract);
  assert.equal(onlyOwnCheck(code), code);
});
