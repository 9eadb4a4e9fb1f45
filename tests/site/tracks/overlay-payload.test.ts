import assert from 'node:assert/strict';
import { test } from 'node:test';
// What Astro makes of the words on their way to the page; no entry of the package leads to it.
import { renderErrorMarkdown } from '../../../node_modules/astro/dist/core/errors/dev/runtime.js';
import { overlayPayload } from '../../../src/tracks/overlay-payload.ts';

test('Markdown in code stays code over the page; nothing of it becomes a link or bold', () => {
  const hint = 'Write `![what it shows](./picture.svg)`, or `**bold**`.';
  const { err } = overlayPayload({ file: '/a', line: 1, column: 1, message: 'An image.', hint }, []);
  const shown = renderErrorMarkdown(err.hint, 'html').replaceAll('\u2060', '');
  assert.equal(shown, 'Write <code>![what it shows](./picture.svg)</code>, or <code>**bold**</code>.');
});
