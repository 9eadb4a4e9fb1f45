import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { browserTests } from '../support/browser-tests.ts';
import { fence, fixtureContent } from '../support/fixture-content.ts';
import { blockOf, copied, openLesson, run, shows, verify } from '../support/lesson-driver.ts';
import { projectCopy } from '../support/project-copy.ts';

const CREATE = 'kafka-topics --bootstrap-server kafka:9092 --create --if-not-exists --topic pages --partitions 3';
const copy = projectCopy(content());
const site = browserTests(() => ({ projectDir: copy }));

test(
  'a block in Kafka runs on the embedded stack, Verify sees what it made, and the Services tab says where Kafka is',
  site.visit({}, async ({ page }) => {
    await openLesson(page, '/try/first/');
    const kafka = page.locator('[data-service="kafka"][data-s="ready"]');
    const where = await kafka.locator('.ports').textContent();
    assert.match(where ?? '', /^localhost:\d+/);
    await run(page, 'create');
    await shows(page, 'create', /Created topic pages\./);
    await verify(page, 'passed');
    await page.getByText('it is there, with 3 partitions').waitFor();
    // It is not in the picture, and still Peek can look into it.
    const workbench = page.getByRole('complementary', { name: 'Workbench' });
    await workbench.getByRole('tab', { name: 'Peek' }).click();
    await workbench.getByLabel('Look into').selectOption('pages');
    await page.getByText('pages is empty. Publish something and it shows here.').waitFor();
    assert.equal(await page.locator('.wb optgroup').getAttribute('label'), 'Other topics');
  }),
);

test(
  'copied for the learner’s own terminal it names the address on this machine, and no container',
  site.visit({}, async ({ page }) => {
    await openLesson(page, '/try/first/');
    await page.locator('[data-service="kafka"][data-s="ready"]').waitFor();
    await blockOf(page, 'create').getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Copy for my terminal' }).click();
    await copied(page, (text) => assert.match(text, /^kafka-topics --bootstrap-server 127\.0\.0\.1:\d+ --create /));
  }),
);

/** One lesson that names Kafka. */
function content(): string {
  const dir = fixtureContent({
    '01-first': {
      services: ['kafka'],
      checks: ['{ id: topic, check: kafka.topic, topic: pages, partitions: 3, fix: create }'],
      blocks: [fence('id=create in=kafka', CREATE), '<Verify />'],
    },
  });
  const track =
    'title: T\nsummary: S.\nbuilds: B.\norder: 1\nservices: [kafka]\nnodes:\n  - { id: pages, kind: topic, label: pages }\n';
  writeFileSync(join(dir, 'try/track.yaml'), track);
  return dir;
}
