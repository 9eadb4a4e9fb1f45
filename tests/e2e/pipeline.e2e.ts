import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { axeViolations } from '../support/axe-violations.ts';
import { browserTests } from '../support/browser-tests.ts';
import { eventually } from '../support/eventually.ts';
import { openLesson, QUEUE_LESSON, run } from '../support/lesson-driver.ts';

const site = browserTests();

/** A channel with moving water; a browser says of a straight line that it has no size. */
const FLOWING = '.e-flow:not(.off):not(.e-idle)';

/** The workbench with its live picture. */
async function openPicture(page: Page): Promise<Locator> {
  const workbench = page.getByRole('complementary', { name: 'Workbench' });
  const bar = page.locator('.wb-bar');
  if (!(await workbench.isVisible())) await ((await bar.isVisible()) ? bar : page.locator('#wb-toggle')).click();
  await workbench.getByRole('tab', { name: 'Pipeline' }).click();
  await workbench.locator('[data-part=test-queue]:not([data-state=""])').waitFor();
  return workbench;
}

const part = (workbench: Locator, state: string) => workbench.locator(`[data-part=test-queue][data-state=${state}]`);
const count = (workbench: Locator, text: string) =>
  workbench.locator('[data-part=test-queue] .ct').getByText(text, { exact: true });

/** What the runner tells other programs of itself. */
function runnerFile(): { stackPid: number; endpoints: { rabbitmq: string } } {
  return JSON.parse(readFileSync(join(site.runner.dataDir, 'runner.json'), 'utf8'));
}

/** RabbitMQ's API on this machine. */
function api(path: string, body?: object, method = body ? 'POST' : 'GET'): Promise<Response> {
  const { endpoints } = runnerFile();
  const headers = { authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}`, 'content-type': 'application/json' };
  return fetch(`${endpoints.rabbitmq}/api/${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
}

async function publish(payload: string): Promise<void> {
  const message = { properties: {}, routing_key: 'test_queue', payload, payload_encoding: 'string' };
  const response = await api('exchanges/%2F/amq.default/publish', message);
  assert.deepEqual(await response.json(), { routed: true });
}

/** An empty queue, as every test but the first begins. */
async function emptyQueue(): Promise<void> {
  await api('queues/%2F/test_queue', { durable: true, arguments: { 'x-queue-type': 'classic' } }, 'PUT');
  const response = await api('queues/%2F/test_queue/contents', undefined, 'DELETE');
  assert.equal(response.status, 204);
}

test(
  'The picture lives: a queue that is made appears, its depth and rate follow the blocks, and a press looks into it',
  site.visit({}, async ({ page }) => {
    const scripts: string[] = [];
    page.on('request', (request) => scripts.push(new URL(request.url()).pathname));
    await openLesson(page, QUEUE_LESSON);
    assert.deepEqual(
      scripts.filter((path) => /pipeline-tab|peek-tab/.test(path)),
      [],
      'nothing of it is loaded before',
    );
    const workbench = await openPicture(page);
    await part(workbench, 'missing').waitFor();
    await count(workbench, 'not there yet').waitFor();
    await workbench.locator('[data-part=kudu][data-state=elsewhere]').getByText('on the Docker stack').waitFor();
    await run(page, 'create-queue');
    await part(workbench, 'live').waitFor();
    await count(workbench, '0 waiting').waitFor();
    await run(page, 'publish');
    await count(workbench, '1 waiting').waitFor();
    await workbench.locator(FLOWING).waitFor({ state: 'attached' });
    await workbench
      .locator('.rt')
      .getByText(/^0\.\d\/s$/)
      .waitFor();
    await workbench.locator('.e-flow.e-idle:not(.off)').waitFor({ state: 'attached' }); // five seconds later nothing flows
    await part(workbench, 'live').click();
    const row = workbench.locator('.peek-rows tbody tr');
    await row.getByText('ingress.event.procstart').or(row.getByText('publish_timestamp')).first().waitFor();
    await workbench.getByText('1 message', { exact: true }).waitFor();
    await row.locator('summary').click();
    await row.getByText('"computer_name": "JASON-WIN81-VM"').waitFor();
    await row.getByText(/routing key test_queue/).waitFor();
    await row.getByRole('button', { name: 'Copy the message' }).click();
    await eventually(async () => {
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert.equal(JSON.parse(copied).type, 'ingress.event.procstart');
    });
  }),
);

test(
  'Arrow keys go through the parts, Enter looks into one, Escape comes back to it',
  site.visit({}, async ({ page }) => {
    await emptyQueue();
    await openLesson(page, QUEUE_LESSON);
    const workbench = await openPicture(page);
    const focused = (id: string) => page.locator(`#wb [data-part=${id}]:focus`).waitFor();
    await part(workbench, 'live').focus();
    await page.keyboard.press('ArrowDown');
    await focused('connector');
    await page.keyboard.press('ArrowUp');
    await focused('test-queue');
    await page.keyboard.press('Enter');
    await page.locator('#wb-t-Peek[aria-selected=true]:focus').waitFor();
    await workbench.getByText('test_queue is empty. Publish something and it shows here.').waitFor();
    await publish('first');
    await workbench.locator('.peek-rows').getByText('first').waitFor();
    await workbench.locator('.peek-rows summary').focus();
    await page.keyboard.press('Enter');
    await workbench.locator('.peek-all').waitFor();
    await publish('second');
    await workbench.locator('.peek-rows').getByText('second').waitFor();
    await workbench.locator('.peek-all').waitFor(); // what was open stays open
    await page.locator('#wb summary:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#wb-t-Pipeline[aria-selected=true]').waitFor();
    await focused('test-queue');
    await workbench.getByRole('button', { name: 'test_queue RabbitMQ queue 2 waiting' }).waitFor();
  }),
);

test(
  'A message that is HTML is text; a hundred are the newest twenty; pausing holds them',
  site.visit({}, async ({ page }) => {
    await emptyQueue();
    for (let number = 1; number <= 24; number++) await publish(`message ${number}`);
    await publish('<img src="x" onerror="document.title = \'broken\'"><b>bold</b>');
    await openLesson(page, QUEUE_LESSON);
    const workbench = await openPicture(page);
    await count(workbench, '25 waiting').waitFor();
    await part(workbench, 'live').click();
    const rows = workbench.locator('.peek-rows tbody tr');
    await workbench.getByText('newest 20 of 25 messages').waitFor();
    assert.equal(await rows.count(), 20);
    await rows.first().getByText('<img src="x" onerror=').waitFor();
    await rows.first().locator('summary').click();
    await rows.first().locator('.peek-all').waitFor();
    assert.equal(await workbench.locator('.peek-rows img, .peek-rows b').count(), 0);
    assert.notEqual(await page.title(), 'broken');
    await workbench.getByRole('button', { name: 'Pause' }).click();
    await publish('later');
    await workbench.getByRole('button', { name: 'Look again' }).click();
    await workbench.getByText('newest 20 of 26 messages').waitFor();
  }),
);

test(
  'A service that is stopped is told in the picture, and Peek starts it',
  site.visit({}, async ({ page }) => {
    await emptyQueue();
    await openLesson(page, QUEUE_LESSON);
    const workbench = await openPicture(page);
    await workbench.getByRole('tab', { name: 'Services' }).click();
    await workbench.getByRole('button', { name: 'Stop RabbitMQ' }).click();
    await workbench.getByRole('tab', { name: 'Pipeline' }).click();
    await part(workbench, 'down').waitFor();
    await count(workbench, 'stopped').waitFor();
    await part(workbench, 'down').click();
    await workbench.getByText(/^RabbitMQ is stopped\./).waitFor();
    await workbench.getByRole('button', { name: 'Start RabbitMQ' }).click();
    await workbench.getByText('test_queue is empty. Publish something and it shows here.').waitFor();
  }),
);

test(
  'A service that does not answer is red in the picture, and a press on its part opens its log',
  site.visit({}, async ({ page }) => {
    await emptyQueue();
    await openLesson(page, QUEUE_LESSON);
    const workbench = await openPicture(page);
    await part(workbench, 'live').waitFor();
    const { stackPid } = runnerFile();
    process.kill(stackPid, 'SIGSTOP');
    try {
      await part(workbench, 'silent').waitFor();
      await count(workbench, 'no answer').waitFor();
      await part(workbench, 'silent').click();
      await page.locator('#wb-t-Services[aria-selected=true]').waitFor();
      await workbench.locator('li[data-service=rabbitmq] .wb-logs:focus').waitFor();
    } finally {
      process.kill(stackPid, 'SIGCONT');
    }
    await workbench.getByRole('tab', { name: 'Pipeline' }).click();
    await part(workbench, 'live').waitFor();
  }),
);

test(
  'Under an upright picture are the newest messages of a part, which follow the keyboard; a wide picture has no list',
  site.visit({}, async ({ page }) => {
    await emptyQueue();
    await openLesson(page, QUEUE_LESSON);
    const workbench = await openPicture(page);
    const newest = workbench.locator('.newest');
    await newest.getByText('Newest in test_queue').waitFor();
    await newest.getByText('test_queue is empty. Publish something and it shows here.').waitFor();
    for (let number = 1; number <= 5; number++) await publish(`message ${number}`);
    await newest.locator('tr').first().getByText('message 5').waitFor();
    assert.equal(await newest.locator('tr').count(), 3);
    await part(workbench, 'live').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await newest.getByText(/^Newest in (?!test_queue)/).waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await newest.getByText('Newest in test_queue').waitFor();
    await newest.getByRole('button', { name: 'Open in Peek' }).click();
    await workbench.getByText('all 5 messages, newest first').waitFor();
    await workbench.getByRole('tab', { name: 'Pipeline' }).click();
    await newest.getByText('message 5').waitFor();
    await workbench.getByRole('button', { name: 'Dock below' }).click();
    await workbench.locator('.wb-pic[data-form=level]').waitFor();
    await newest.waitFor({ state: 'detached' });
  }),
);

test(
  'Who wants no motion sees where it flows, and Pause holds the figures',
  site.visit({}, async ({ page }) => {
    await emptyQueue();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await openLesson(page, QUEUE_LESSON);
    const workbench = await openPicture(page);
    await count(workbench, '0 waiting').waitFor();
    await publish('one');
    const channel = workbench.locator(FLOWING);
    await channel.locator('.dir').waitFor();
    assert.equal(await channel.locator('.flow').evaluate((dots) => getComputedStyle(dots).display), 'none');
    await workbench.getByRole('button', { name: 'Pause' }).click();
    await workbench.getByRole('button', { name: 'Go on' }).waitFor();
    await publish('two');
    await workbench.getByRole('button', { name: 'Go on' }).click();
    await count(workbench, '2 waiting').waitFor();
  }),
);

for (const [theme, width] of [
  ['light', 1440],
  ['dark', 390],
] as const) {
  test(
    `axe finds nothing in the picture and in Peek, ${theme}, ${width} pixels wide, and nothing scrolls sideways`,
    site.visit({ theme, width }, async ({ page }) => {
      await emptyQueue();
      await publish('{"a":1}');
      await openLesson(page, QUEUE_LESSON);
      const workbench = await openPicture(page);
      await count(workbench, '1 waiting').waitFor();
      assert.deepEqual(await axeViolations(page), []);
      const sideways = () => workbench.locator('.wb-body').evaluate((body) => body.scrollWidth - body.clientWidth);
      assert.ok((await sideways()) <= 0);
      await part(workbench, 'live').click();
      await workbench.locator('.peek-rows summary').click();
      await workbench.locator('.peek-all').waitFor();
      assert.deepEqual(await axeViolations(page), []);
      assert.ok((await sideways()) <= 0);
    }),
  );
}
