import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before } from 'node:test';
import type { Browser } from 'playwright-core';
import { closeContext, processOf } from './close-context.ts';
import { launchBrowser, type OpenedPage, openPage, type PageOptions } from './open-page.ts';
import { type StartedRunner, type StartOptions, startRunner } from './start-runner.ts';

/** What a test of a page says about its page. */
export type Visit = Omit<PageOptions, 'url' | 'cookie'> & {
  /** Without the runner's cookie. */
  signedOut?: boolean;
  /** Mistakes that belong to the test, such as a connection that the test cuts. */
  expected?: RegExp;
  /** Another address than the runner's own, such as a relay's. */
  through?: () => string;
};

/** What the body of a test gets. */
export type Visited = OpenedPage & { runner: StartedRunner };

/** The runner and the browser of one test file. */
export type BrowserTests = {
  readonly runner: StartedRunner;
  readonly browser: Browser;
  /** Makes a test's body: a page in a new context, closed afterwards; a mistake on the page fails the test. */
  visit: (visit: Visit, body: (visited: Visited) => Promise<void>) => () => Promise<void>;
};

/** Starts one runner with an empty data directory, and one browser, for all tests of the file; ends both after them. */
export function browserTests(options: () => StartOptions | Promise<StartOptions> = () => ({})): BrowserTests {
  let runner: StartedRunner | undefined;
  let browser: Browser | undefined;
  let pid: number | undefined;
  const launch = async () => {
    browser = await launchBrowser();
    pid = await processOf(browser);
  };
  before(async () => {
    const starting = [startRunner(await options()).then((started) => (runner = started)), launch()];
    // Both are waited for, so that `after` ends one when the other did not start.
    await Promise.allSettled(starting);
    await Promise.all(starting);
  });
  after(async () => {
    await browser?.close();
    await runner?.stop();
    if (runner) rmSync(runner.dataDir, { recursive: true, force: true });
  });
  const tests: BrowserTests = {
    get runner() {
      return there(runner);
    },
    get browser() {
      return there(browser);
    },
    visit: (visit, body) => async () => {
      const opened = await openPage(tests.browser, {
        url: visit.through?.() ?? tests.runner.url,
        ...(visit.signedOut ? {} : { cookie: tests.runner.cookie }),
        ...visit,
      });
      try {
        await body({ ...opened, runner: tests.runner });
      } finally {
        if (!(await closeContext(opened.context, there(pid)))) await launch();
      }
      const { expected } = visit;
      assert.deepEqual(expected ? opened.mistakes.filter((mistake) => !expected.test(mistake)) : opened.mistakes, []);
    },
  };
  return tests;
}

function there<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('This is there only while a test runs.');
  return part;
}
