import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../stages/run-command.ts';
import { inTime, type Row } from '../row.ts';

const TRACKS = ['event-enrichment', 'log-triage', 'machine-telemetry', 'filesystem-anomalies', 'change-data-capture'];
const PER_TRACK = 100;
const SECTIONS = [1, 2, 3, 4, 5, 6];

/**
 * 500 lessons built: the user CPU of our build, and of Starlight alone, on the same pages without anything to run, with
 * the sidebar of one track. Beside it: the same lessons with six run blocks each.
 */
export async function buildTime(): Promise<Row> {
  // In turns, and the better of two: what else the machine does costs a build up to a tenth.
  const rounds = [1, 2].map(() => ({ flat: inFolder((folder) => buildOurs(folder, '')), alone: inFolder(buildStarlight) }));
  const flat = Math.min(...rounds.map((round) => round.flat));
  const alone = Math.min(...rounds.map((round) => round.alone));
  const withBlocks = inFolder((folder) => buildOurs(folder, 'run'));
  return {
    what: '500 lessons built, user CPU',
    value: `${inTime(flat)}, ${(flat / alone).toFixed(2)} × Starlight alone`,
    bar: '≤ 1.25 × Starlight alone',
    isMet: flat <= 1.25 * alone,
    reference: `Starlight alone ${inTime(alone)}; ours with six run blocks in each lesson ${inTime(withBlocks)}`,
  };
}

function inFolder(measure: (folder: string) => number): number {
  // Inside the project, as Astro takes packages of a linked folder elsewhere for the project's own sources.
  const ignored = join(ROOT, '.towpath');
  mkdirSync(ignored, { recursive: true });
  const folder = mkdtempSync(join(ignored, 'bench-build-'));
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    return measure(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function buildOurs(folder: string, attributes: '' | 'run'): number {
  for (const part of [
    'src',
    'public',
    'runner/contract',
    'docker/compose.yaml',
    'package.json',
    'tsconfig.json',
    'astro.config.mjs',
  ])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  for (const track of TRACKS) {
    mkdirSync(join(folder, 'content', track), { recursive: true });
    cpSync(join(ROOT, 'content', track, 'track.yaml'), join(folder, 'content', track, 'track.yaml'));
    for (let i = 0; i < PER_TRACK; i++) {
      const lesson = join(folder, 'content', track, `${String(i).padStart(2, '0')}-lesson-${i}`);
      mkdirSync(lesson);
      const checks = 'checks:\n  - { id: made, check: file.exists, file: made.txt, hint: Run the blocks. }\n';
      const fields = `summary: Lesson ${i} of a track.\nminutes: 5\nservices: []\n${attributes ? checks : ''}`;
      writeFileSync(join(lesson, 'index.mdx'), page({ title: `Lesson ${i}`, fields, attributes }));
    }
  }
  return userCpu(folder);
}

function buildStarlight(folder: string): number {
  mkdirSync(join(folder, 'src/content/docs'), { recursive: true });
  for (const track of TRACKS) {
    mkdirSync(join(folder, 'src/content/docs', track));
    for (let i = 0; i < PER_TRACK; i++) {
      const fields = `description: Lesson ${i} of a track.\n`;
      const file = join(folder, 'src/content/docs', track, `lesson-${i}.mdx`);
      writeFileSync(file, page({ title: `Lesson ${i}`, fields, attributes: '' }));
    }
  }
  // Vite bundles what a project says it uses.
  const dependencies = { astro: '*', '@astrojs/starlight': '*' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', dependencies }));
  writeFileSync(
    join(folder, 'src/content.config.ts'),
    `import { defineCollection } from 'astro:content';
import { docsLoader } from '@astrojs/starlight/loaders';
import { docsSchema } from '@astrojs/starlight/schema';
export const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) };\n`,
  );
  const groups = TRACKS.map((track) => ({ label: track, items: [{ autogenerate: { directory: track } }] }));
  writeFileSync(
    join(folder, 'astro.config.mjs'),
    `import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
const site = starlight({ title: 'Alone', disable404Route: true, routeMiddleware: './src/one-track.ts', sidebar: ${JSON.stringify(groups)} });
export default defineConfig({ integrations: [site, { name: '@astrojs/sitemap', hooks: {} }] });\n`,
  );
  // As in Towpath, a page shows the lessons of its own track.
  writeFileSync(
    join(folder, 'src/one-track.ts'),
    `export function onRequest({ locals }) {
  const route = locals.starlightRoute;
  route.sidebar = route.sidebar.filter(({ label }) => route.id.startsWith(label + '/'));
}\n`,
  );
  return userCpu(folder);
}

type Page = { title: string; fields: string; attributes: '' | 'run' };

function page({ title, fields, attributes }: Page): string {
  const sections = SECTIONS.map((n) => {
    const info = attributes ? `sh run id=block-${n}` : 'sh';
    const command = `curl --silent --fail --user guest:guest \\\n  --request PUT http://rabbitmq:15672/api/queues/%2F/queue-${n} |\n  jq '.name' # queue ${n}`;
    return `## Part ${n} of ${title}

A *queue* is a waiting line that lives in a broker. Producers send messages, consumers take them out, and neither has to know the other or be there
at the same time. The next request makes number ${n}; \`durable\` says that it survives a restart of the broker.

\`\`\`${info}
${command}
\`\`\`

- \`201\` says: created.
- \`204\` says: it is there already, and **nothing changed**.
`;
  });
  return `---\ntitle: ${title}\n${fields}---\n\n${sections.join('\n')}${attributes ? '\n<Verify />\n' : ''}`;
}

/** Builds the project and gives the user CPU of the build with all its processes (ms). @throws Error with its output */
function userCpu(folder: string): number {
  const astro = join(folder, 'node_modules/astro/bin/astro.mjs');
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT=%U; time "$@"', 'bash', process.execPath, astro, 'build'],
    {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1e9,
      timeout: 600_000,
      env: { ...process.env, LC_ALL: 'C', ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
    },
  );
  if (status !== 0) throw new Error(`The build failed:\n${`${stdout}${stderr}`.slice(-1_000)}`);
  return Number(stderr.trim().split('\n').at(-1)) * 1000;
}
