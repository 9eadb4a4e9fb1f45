import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { browserTests } from '../support/browser-tests.ts';
import { fence, fixtureContent } from '../support/fixture-content.ts';
import { openLesson, run } from '../support/lesson-driver.ts';
import { projectCopy } from '../support/project-copy.ts';

const DASHBOARD = {
  uid: 'machines',
  title: 'Machines',
  schemaVersion: 41,
  panels: [
    {
      type: 'text',
      id: 1,
      gridPos: { x: 0, y: 0, w: 12, h: 4 },
      options: { mode: 'markdown', content: 'Drawn **beside** the text.' },
    },
  ],
};
const SAVE = `curl -sS --fail -u admin:admin -H 'Content-Type: application/json' -d '${JSON.stringify({ dashboard: DASHBOARD })}' http://grafana:3000/api/dashboards/db`;

const copy = projectCopy(content());
const site = browserTests(() => ({ projectDir: copy }));

test(
  'a lesson shows a dashboard beside its text as soon as it is saved, in the look of the page, and says when Grafana is stopped',
  site.visit({ theme: 'dark' }, async ({ page }) => {
    await openLesson(page, '/try/first/');
    const frame = page.frameLocator('iframe[title="Dashboard machines"]');
    await frame.getByText('There is no dashboard “machines” yet. It appears here once it is saved.').waitFor();
    await run(page, 'save');
    await frame.getByText('Drawn beside the text.').waitFor();
    await frame.locator('html[data-theme=dark]').waitFor();
    const workbench = page.getByRole('complementary', { name: 'Workbench' });
    if (!(await workbench.isVisible())) await page.keyboard.press('w');
    await workbench.getByRole('button', { name: 'Stop Grafana' }).click();
    await page.getByText('Grafana is stopped. Start it in the workbench, and the dashboard appears here.').waitFor();
  }),
);

/** One lesson that shows the dashboard, and saves it. */
function content(): string {
  const dir = fixtureContent({
    '01-first': { services: ['grafana'], blocks: ['<Dashboard uid="machines" height="300" />', fence('id=save', SAVE)] },
  });
  const track =
    'title: T\nsummary: S.\nbuilds: B.\norder: 1\nservices: [grafana]\nnodes:\n  - { id: a, kind: dashboard, label: a }\n';
  writeFileSync(join(dir, 'try/track.yaml'), track);
  return dir;
}
