import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { contentProblems } from '../../../src/tracks/content-problems.ts';

const TRACK =
  'title: T\nsummary: S.\nbuilds: B.\norder: 1\nnodes:\n  - { id: queue, kind: queue, label: queue, service: rabbitmq }\nservices: [rabbitmq]\n';

/** A lesson whose text begins in line 8. */
const lesson = (text: string, fields = 'services: [rabbitmq]') =>
  `---\ntitle: A lesson\nsummary: S.\nminutes: 5\n${fields}\n---\n\n${text}\n`;

const FILE = 'content/track/01-one/index.mdx';
const OTHERS = {
  'content/track/track.yaml': TRACK,
  'content/track/02-a-queue/index.mdx': lesson('## First steps\n\n## First steps'),
  'content/track/03-not-yet/index.mdx': lesson('Text.', 'services: []\ndraft: true'),
  'content/track/01-one/chart.svg': '<svg />',
  'content/empty/track.yaml': TRACK.replace('order: 1', 'order: 2'),
  'content/drafts/track.yaml': TRACK.replace('order: 1', 'order: 3'),
  'content/drafts/01-a-draft/index.mdx': lesson('Text.', 'services: []\ndraft: true'),
  'public/logo.svg': '<svg />',
};

/** The mistakes of a project with these files, as `file:line message hint`. */
async function problemsOf(t: TestContext, files: Record<string, string>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'content-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries({ ...OTHERS, ...files })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const problems = await contentProblems(join(folder, 'content'));
  return problems.map(({ file, line, message, hint }) => `${relative(folder, file)}:${line} ${message} ${hint}`);
}

/** Every case is the text of the first lesson, and what is told about it without the file's name. */
function cases(about: string, table: readonly (readonly [text: string, ...told: string[]])[]): void {
  describe(about, () => {
    for (const [text, ...told] of table)
      test(text.replaceAll('\n', '⏎'), async (t) => {
        const found = await problemsOf(t, { [FILE]: lesson(text) });
        assert.deepEqual(
          found,
          told.map((words) => `${FILE}:${words}`),
        );
      });
  });
}

cases('a link leads to a page, a heading, or a right address elsewhere', [
  ['[a](/) [b](/track/) [c](/track/a-queue/) [d](../a-queue/) [e](/track/a-queue) [f](/logo.svg) [g](./)'],
  ['[a](/track/a-queue/#first-steps) [b](../a-queue/#first-steps-1) [c](#here) [d](#_top) [e](#)\n\n## Here'],
  ['[a](https://example.com/x?y=1#z) [b](mailto:a@example.com) https://example.com/ <a href="/track/">t</a>'],
  ['[a][there]\n\n[there]: /track/a-queue/'],
  ['[a](#block:make)\n\n```sh run id=make\necho\n```'],
  ['Text.\n\n[a](/track/a-quue/)', '10 There is no page `/track/a-quue/`. Did you mean `/track/a-queue/`?'],
  ['[a](../02-a-queue/index.mdx)', '8 There is no page `../02-a-queue/index.mdx`. Did you mean `/track/a-queue/`?'],
  ['[a](a-queue)', '8 There is no page `a-queue`. Did you mean `/track/a-queue/`?'],
  ['[a](/trak/)', '8 There is no page `/trak/`. Did you mean `/track/`?'],
  [
    '[a](/track/something-else-altogether/)',
    '8 There is no page `/track/something-else-altogether/`. The lessons of track: /track/one/, /track/a-queue/, /track/not-yet/.',
  ],
  ['<a href="/track/a-quee/">t</a>', '8 There is no page `/track/a-quee/`. Did you mean `/track/a-queue/`?'],
  ['[a][there]\n\n[there]: /track/a-quue/', '10 There is no page `/track/a-quue/`. Did you mean `/track/a-queue/`?'],
  [
    '[a](www.example.com)',
    '8 There is no page `www.example.com`. Begin an address elsewhere with https://: `https://www.example.com`.',
  ],
  [
    '[a](/empty/) [b](../../empty)',
    '8 `/empty/` has no lessons yet, and so no page. Leave the link out, or write its first lesson: npm run new -- lesson empty "<title>".',
    '8 `/empty/` has no lessons yet, and so no page. Leave the link out, or write its first lesson: npm run new -- lesson empty "<title>".',
  ],
  [
    '[a](/drafts/)',
    '8 `/drafts/` has no lessons yet, and so no page. Leave the link out, or take `draft: true` out of one of its lessons.',
  ],
  ['[a](</\\\\[>)', '8 `/\\[` is not an address. Write it like /track/lesson/.'],
  ['[a](</\\example.com/>)', '8 `/\\example.com/` is not an address. Write it like /track/lesson/.'],
  [
    '[a](/x%2f..%2f..%2fcontent%2ftrack%2ftrack.yaml)',
    '8 There is no page `/x%2f..%2f..%2fcontent%2ftrack%2ftrack.yaml`. Write it like /track/lesson/.',
  ],
  ['[a](#a--b--c) [b](#it--is--c)\n\n## A -- b --- c\n\n## It {/* is */} "c"'],
  ['[a](#a----b)\n\n## A -- b', '8 There is no heading `#a----b` on this page. Did you mean `#a--b`?'],
  ['[a](#hree)\n\n## Here', '8 There is no heading `#hree` on this page. Did you mean `#here`?'],
  ['[a](/track/a-queue/#first-stesp)', '8 There is no heading `#first-stesp` on `/track/a-queue/`. Did you mean `#first-steps`?'],
  [
    '[a](/track/not-yet/)',
    '8 `/track/not-yet/` is a draft, which is not on the site yet. Leave the link out, or take `draft: true` out of that lesson.',
  ],
  ['[a](htps://example.com)', '8 `htps://example.com` begins with an unknown `htps:`. Did you mean `https:`?'],
  ['[a](https:///page)', '8 `https:///page` is not an address. Write it like https://example.com/page.'],
  ['[a]()', '8 A link has no address. Write where it leads: `[words](/track/lesson/)`.'],
  [
    '[a](http://localhost:15672)',
    '8 `http://localhost:15672` leads into the stack, which no browser finds by this name. Say in words where to click: in the workbench, under **Services**, **Open** beside its name.',
  ],
]);

test('a draft may link to a draft, and to a track that has nothing else', async (t) => {
  const draft = (text: string) => lesson(text, 'services: []\ndraft: true');
  assert.deepEqual(await problemsOf(t, { [FILE]: draft('[a](/track/not-yet/) [b](/drafts/)') }), []);
  const told = await problemsOf(t, { [FILE]: draft('[a](/empty/)') });
  assert.deepEqual(
    told.map((words) => words.split('.')[1]),
    ['mdx:9 `/empty/` has no lessons yet, and so no page'],
  );
});

cases('an image has a file and a text alternative', [
  ['![A chart](./chart.svg) ![A chart](chart.svg) ![A logo](/logo.svg) <img src="/logo.svg" alt="" />'],
  ['![A chart][c]\n\n[c]: ./chart.svg'],
  ['<svg role="img" aria-label="A chart"></svg>\n\n<svg aria-hidden="true"></svg>\n\n<svg role="img"><title>A</title></svg>'],
  [
    '![](./chart.svg)',
    '8 The image `./chart.svg` has no text alternative. Say between the brackets what it shows: `![A queue with two messages](./chart.svg)`.',
  ],
  [
    '<img src="/logo.svg" />',
    '8 The image `/logo.svg` has no text alternative. Say what it shows with alt="…"; alt="" is for mere decoration.',
  ],
  [
    '<svg viewBox="0 0 1 1"></svg>',
    '8 A picture has no text alternative. Write role="img" and aria-label="…" with what it shows; aria-hidden="true" is for mere decoration.',
  ],
  ['![A](./chrt.svg)', '8 There is no image `./chrt.svg` beside the lesson. Did you mean `./chart.svg`?'],
  ['![A](/lgo.svg)', '8 There is no image `/lgo.svg` in public/. Did you mean `/logo.svg`?'],
  [
    '![A](/../content/track/01-one/chart.svg)',
    '8 There is no image `/../content/track/01-one/chart.svg` in public/. There is: /logo.svg.',
  ],
  ['![A](./a%zz.svg)', '8 There is no image `./a%zz.svg` beside the lesson. There is: ./chart.svg.'],
  [
    '![A](https://example.com/a.png)',
    '8 The image `https://example.com/a.png` comes from elsewhere; a page shows only what is its own. Put the file beside the lesson and write `![what it shows](./picture.svg)`.',
  ],
  [
    '<img src="./chart.svg" alt="A" />',
    '8 `<img>` does not find `./chart.svg`: a file beside the lesson gets its address when the page is built. Write `![what it shows](./chart.svg)`.',
  ],
]);

const picture = (inside: string) => `<svg role="img" aria-label="A">\n${inside}\n</svg>`;
cases('a picture uses shapes that are there', [
  [picture('<use href="#g-queue" /><use href="#i-ok" />')],
  [picture('<symbol id="boat"><path d="M0 0" /></symbol><use href="#boat" />')],
  [picture('<use href="#g-queu" />'), '9 There is no shape `#g-queu`. Did you mean `#g-queue`?'],
  [
    picture('<use href="#lighthouse" />'),
    '9 There is no shape `#lighthouse`. Allowed: #g-source, #g-queue, #g-topic, #g-connector, #g-processor, #g-table, #g-store, #g-dashboard.',
  ],
]);

cases('headings go down one level at a time, below the title', [
  ['## A\n\n### B\n\n#### C\n\n## D\n\n## D'],
  ['## A\n\n#### B `c`\n\n#### D', '10 `#### B c` is of level 4, and the heading above it of level 2. Write `### B c`.'],
  ['### A', '8 `### A` is of level 3, and the heading above it of level 1. Write `## A`.'],
  ['# A\n\n## B', "8 `# A` is a second title: the page's own comes from `title`. Write `## A`."],
  ['## A\n\n<h4>B</h4>', '10 `#### B` is of level 4, and the heading above it of level 2. Write `### B`.'],
]);

const block = (text: string) => `\`\`\`sh run id=make\n${text}\n\`\`\``;

cases('a service that a block talks to is in services', [
  [block('curl http://rabbitmq:15672/ https://example.com/kafka')],
  [block('echo\nkcat -b kafka:9092'), '10 Block `make` talks to kafka, which is not in `services`. Add kafka to `services`.'],
  [
    block('curl http://rabitmq:15672/'),
    '9 Block `make` asks `rabitmq`, which no service of the stack is called. Did you mean `rabbitmq`?',
  ],
  [block('curl http://nobody-at-all/ http://web:8080/ http://kfk/ http://msql2/')],
  [block('# in production this is kafka:9092\necho')],
]);

test('a service that a check asks is in services, and named rightly', async (t) => {
  const check = (url: string) => `services: []\nchecks:\n  - { id: up, check: http.status, url: "${url}", given: true }`;
  const told = async (url: string) => problemsOf(t, { [FILE]: lesson('<Verify />', check(url)) });
  assert.deepEqual(await told('http://grafana:3000/'), [
    `${FILE}:7 Check \`up\` talks to grafana, which is not in \`services\`. Add grafana to \`services\`.`,
  ]);
  assert.deepEqual(await told('http://grafna:3000/'), [
    `${FILE}:7 Check \`up\` asks \`grafna\`, which no service of the stack is called. Did you mean \`grafana\`?`,
  ]);
});

test('two tracks of one place are a mistake', async (t) => {
  assert.deepEqual(await problemsOf(t, { 'content/zebra/track.yaml': TRACK }), [
    'content/zebra/track.yaml:4 Two tracks have the place 1: track and zebra. Give one of them another `order`.',
  ]);
});

test('a panel in a lesson without checks is a mistake', async (t) => {
  assert.deepEqual(await problemsOf(t, { [FILE]: lesson('Text.\n\n<Verify />') }), [
    `${FILE}:10 The lesson has no checks that \`<Verify />\` could look at. Add \`checks:\` to the frontmatter, or leave \`<Verify />\` out.`,
  ]);
});

test('an empty lesson is told what it needs', async (t) => {
  assert.deepEqual(await problemsOf(t, { [FILE]: '' }), [
    `${FILE}:1 The lesson has no frontmatter. Begin the file with ---, title, summary, minutes, services and ---.`,
  ]);
});

test('what is wrong in the text is told beside what is wrong in the frontmatter', async (t) => {
  const found = await problemsOf(t, { [FILE]: lesson('### A', 'services: [rabitmq]') });
  assert.deepEqual(
    found.map((words) => words.split(' ')[0]),
    [`${FILE}:5`, `${FILE}:8`],
  );
});

describe('a track.yaml', () => {
  const yaml = 'content/track/track.yaml';
  for (const [part, other, told] of [
    ['kind: queue', 'kind: quue', '6 `kind` of part 1 (`queue`) cannot be `quue`. Did you mean `queue`?'],
    ['service: rabbitmq', 'service: rabitmq', '6 `service` of part 1 (`queue`) cannot be `rabitmq`. Did you mean `rabbitmq`?'],
    ['label: queue', 'lable: queue', '6 There is no field `lable` in part 1 (`queue`). Did you mean `label`?'],
    ['order: 1', 'ordr: 1', '4 There is no field `ordr`. Did you mean `order`?'],
    ['services: [rabbitmq]', 'services: [kafak]', '7 Service 1 cannot be `kafak`. Did you mean `kafka`?'],
    ['nodes:', 'edges:\n  - [queue, quue]\nnodes:', '6 The picture has no part `quue`. Did you mean `queue`?'],
    ['nodes:', 'edges:\n  - [queue, Queue_]\nnodes:', '6 The picture has no part `Queue_`. Did you mean `queue`?'],
    [
      'nodes:',
      'edges:\n  - [queue, 5]\nnodes:',
      '6 Line 1 is not right: a text is wanted, in quotes when it looks like a number. Correct line 1.',
    ],
    [
      'nodes:',
      'edges:\n  - [queue]\nnodes:',
      '6 Line 1 is not right: two parts are wanted, such as [queue, topic]. Correct line 1.',
    ],
  ] as const)
    test(other.replaceAll('\n', '⏎'), async (t) => {
      const found = await problemsOf(t, { [FILE]: lesson('Text.'), [yaml]: TRACK.replace(part, other) });
      assert.deepEqual(found, [`${yaml}:${told}`]);
    });

  test('without any lesson is right', async (t) => {
    assert.deepEqual(await problemsOf(t, { 'content/nothing/track.yaml': TRACK.replace('order: 1', 'order: 4') }), []);
  });
});
