import { join } from 'node:path';
import { buildSite } from '../../runner/site/build-site.ts';
import { findBrowser, NO_BROWSER } from '../support/find-browser.ts';
import { dockerStage } from './docker-stage.ts';
import { lessonsResult } from './lessons-result.ts';
import { nodeTests } from './node-tests.ts';
import { passes, ROOT, runNode } from './run-command.ts';
import { addUp, nothing, type Stage } from './stage.ts';

const bin = (name: string) => join('node_modules', '.bin', name);

/** A process of its own, as apt is waited for without doing anything else. */
const tools: Stage = {
  name: 'tools',
  run: async () => {
    const { status, output } = await runNode('tests/stages/install-tools.ts');
    if (output.trim()) console.log(output.trim());
    return { ...nothing, passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, output };
  },
};

const lint: Stage = {
  name: 'lint',
  run: () => passes(bin('biome'), ['check', '--error-on-warnings', '--diagnostic-level=warn', '--colors=off']),
};

/** As `npm start` builds it, so that the runners of later stages find it built. */
const build: Stage = {
  name: 'build',
  run: async () => {
    const environment = Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? '']));
    await buildSite({ projectDir: ROOT, environment, say: () => undefined });
    return { ...nothing, passed: 1 };
  },
};

/** Everything against the site's and the runner's types, then the contract alone, without DOM and Node types. */
const types: Stage = {
  name: 'types',
  run: async () =>
    addUp([
      await passes(bin('astro'), ['check', '--minimumSeverity', 'error']),
      await passes(bin('tsc'), ['--noEmit']),
      await passes(bin('tsc'), ['--noEmit', '--project', 'runner/contract']),
    ]),
};

/**
 * Unit, contract and conformance tests; those of real engines in containers and of Java's programs are in stages of their
 * own. Many wait for a process or a clock, so three files at a time keep two cores busy.
 */
const unit: Stage = {
  name: 'unit',
  run: (files) => nodeTests({ pattern: 'tests/**/!(*.docker|*.java).test.ts', files, concurrency: 3, fileTimeoutMs: 300_000 }),
};

/** Kafka's own programs against the embedded broker, and its tests against a real Kafka. Each file skips where there is no Java. */
const java: Stage = {
  name: 'java',
  run: (files) => nodeTests({ pattern: 'tests/**/*.java.test.ts', files, concurrency: 2, fileTimeoutMs: 600_000 }),
};

/** Every lesson proven on a fresh stack, as `npm run lessons` does. */
const lessons: Stage = {
  name: 'lessons',
  run: async () => lessonsResult(await runNode('tests/lessons/main.ts')),
};

/** The real pages in a real browser. One file at a time: a browser and a runner take both cores. */
const e2e: Stage = {
  name: 'e2e',
  run: async (files) => {
    if (!findBrowser()) return { ...nothing, skips: [`the browser tests: ${NO_BROWSER}`] };
    const ended = (file: string, ms: number) => console.log(`  ${file} ${(ms / 1000).toFixed(1)} s`);
    return nodeTests({ pattern: 'tests/e2e/**/*.e2e.ts', files, concurrency: 1, fileTimeoutMs: 600_000, ended });
  },
};

/** Stages one after the other. */
export type Lane = readonly Stage[];

/** The stages of `npm test`: groups one after the other, the lanes of a group side by side. */
export const STAGE_GROUPS: readonly (readonly Lane[])[] = [
  [[tools], [lint], [build]],
  [[unit]],
  [[e2e]],
  // Containers mostly wait for their engines, which leaves enough of two cores for what waits for no browser: each container
  // that comes or goes changes the machine's network, for which a Chrome ends all its requests (ERR_NETWORK_CHANGED).
  [[lessons, types, java], [dockerStage]],
];
