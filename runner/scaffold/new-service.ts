import { execFileSync } from 'node:child_process';
import { parse } from 'yaml';
import { nearest } from '#contract/nearest.ts';
import { fingerprint } from '../../docker/offline/context-files.ts';
import { applyTexts, type Texts } from './changes.ts';
import { addContainer, addTableRow, containerBlock, tableRow } from './compose-text.ts';
import { driveService } from './drive-service.ts';
import { echoTexts, type FromEcho, rewriteEcho } from './echo-template.ts';
import { addEntry, addImport, addToCall, entriesOf, setValue } from './edit-source.ts';
import { camelOf, titleOf } from './names.ts';
import type { Outcome } from './outcome.ts';
import { OWN_CHECK } from './own-check.ts';
import { isThere, type Project, readText } from './project.ts';
import { Refusal } from './refusal.ts';
import { refuseSameNames } from './same-names.ts';
import { checkServiceId, checkServiceTitle, choosePort } from './service-names.ts';

export type NewService = { id: string; title?: string; port?: string };

const SERVICES = 'runner/contract/services.ts';
const VERSION = 'runner/contract/version.ts';

/**
 * A service that answers on both stacks, with its check, its container and its tests, made from Echo as Echo is today.
 * Of a service that has its id and its containers already only `service.ts` is made: it then runs on the Docker stack.
 * @throws Refusal for an id, a title or a port that is taken or cannot be
 */
export function newService(project: Project, { id, title, port }: NewService): Outcome {
  checkServiceId(project, id);
  const ids = entriesOf(readText(project, SERVICES), 'SERVICE_TITLES').map(({ name }) => name);
  if (isThere(project, `runner/services/${id}/service.ts`)) {
    const more = `Add a check to it: npm run new -- check ${id} <name>. The id ${freeId(id, ids)} is free.`;
    throw new Refusal(`There is a service ${id} already: runner/services/${id}/.`, more);
  }
  if (ids.includes(id)) {
    if (title !== undefined || port !== undefined)
      throw new Refusal(
        `${id} has its title and its ports already.`,
        `They are in ${SERVICES} and docker/compose.yaml: leave --title and --port out.`,
      );
    return driveService(project, id);
  }
  const near = title === undefined ? nearest(id, ids) : undefined;
  if (near)
    throw new Refusal(
      `There is no service ${id}, but there is ${near}. Did you mean \`${near}\`?`,
      `If ${id} is another one, say so with its name in text: --title "${titleOf(id)}"`,
    );
  const service = { id, title: checkServiceTitle(title ?? titleOf(id)), port: choosePort(project, port) };
  return makeService(project, service);
}

function freeId(id: string, ids: readonly string[]): string {
  for (let number = 2; ; number++) if (!ids.includes(`${id}-${number}`)) return `${id}-${number}`;
}

function makeService(project: Project, service: FromEcho): Outcome {
  const { id, title } = service;
  const files = echoTexts(project, service);
  const taken = Object.keys(files).find((path) => isThere(project, path));
  if (taken) throw new Refusal(`There is a file ${taken} already.`, 'Remove it, or choose another id.');
  const texts = { ...files, ...codeEdits(project, service), ...dockerEdits(project, service, files) };
  refuseSameNames(texts, { word: id, instead: `Choose another id, such as ${id}-2.` });
  const written = applyTexts(project, texts, (write) => write({ [VERSION]: raisedVersion(project, title) }));
  return {
    ...written,
    next: [
      `npm run new -- lesson <track> "<title>" --service ${id}`,
      `npm test -- --only unit -- conformance/${id} services/${id}`,
      `what is left to write: runner/services/${id}/README.md`,
      'npm run dev once more, where it is open: it learns of new services when it begins',
    ],
  };
}

/** A line in every list of services and checks. */
function codeEdits(project: Project, service: FromEcho): Texts {
  const { id, title } = service;
  const camel = camelOf(id);
  const edit = (path: string, change: (source: string) => string): Texts => ({ [path]: change(readText(project, path)) });
  /** For each of Echo's entries in a list, the same for the new service. */
  const likeEcho = (variable: string, isEcho: (name: string) => boolean) => (source: string) => {
    const entries = entriesOf(source, variable).filter(({ name }) => isEcho(name));
    if (entries.length === 0) throw new Error(`\`${variable}\` no longer says anything of Echo.`);
    return entries.reduce(
      (text, entry) => addEntry(text, variable, rewriteEcho(entry.text.replace(/^echo:/, "'echo':"), service)),
      source,
    );
  };
  return {
    ...edit(SERVICES, (source) => addEntry(source, 'SERVICE_TITLES', `'${id}': '${title}'`)),
    ...edit('runner/contract/checks/checks.ts', (source) => {
      const imported = addImport(source, `import { ${camel}Checks, ${camel}Titles } from './${id}.ts';`);
      return addEntry(addToCall(imported, 'checkSchema', `...${camel}Checks`), 'titles', `...${camel}Titles`);
    }),
    ...edit('runner/verify/checks/checks.ts', (source) =>
      addEntry(
        addImport(source, `import { ${camel}Checks } from '../../services/${id}/checks.ts';`),
        'CODE',
        `...${camel}Checks`,
      ),
    ),
    ...edit('runner/services/registry.ts', (source) =>
      addEntry(addImport(source, `import { ${camel} } from './${id}/service.ts';`), 'SERVICES', camel),
    ),
    ...edit('src/tracks/service-note.ts', (source) => addEntry(source, 'EMBEDDED', `'${id}'`)),
    ...edit(
      'tests/contract/fields.test.ts',
      likeEcho('samples', (name) => name === OWN_CHECK),
    ),
    ...edit(
      'runner/contract/observed.ts',
      likeEcho('OBSERVED', (name) => name === 'echo'),
    ),
    ...edit(
      'runner/contract/network.ts',
      likeEcho('KNOWN', (name) => name === 'echo'),
    ),
  };
}

/** Its container, that container's row in the README, and what its image's tag was given to. */
function dockerEdits(project: Project, service: FromEcho, files: Texts): Texts {
  const { id, port } = service;
  const compose = readText(project, 'docker/compose.yaml');
  const block = rewriteEcho(containerBlock(compose, 'echo'), service)
    .replace(/^( {4}profiles: ).*$/m, `$1[${id}]`)
    .replace(/^( {4}image: ).*$/m, `$1towpath/${id}:1`);
  const container = (parse(`x-logging: &logging {}\n${block.replace(/^ {2}/gm, '')}`) as Record<string, Container>)[id];
  const context = Object.entries(files)
    .filter(([path]) => path.startsWith(`docker/${id}/`))
    .map(([path, text]) => ({ name: path.slice(`docker/${id}/`.length), text }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const readme = readText(project, 'docker/README.md');
  const [, , , version = '', , memory = ''] = tableRow(readme, ['echo', 'echo']);
  const row = [id, id, `\`towpath/${id}:1\``, version, String(port), memory, 'configuration checked only'];
  const tags = JSON.parse(readText(project, 'tests/docker/image-tags.json')) as Record<string, string>;
  return {
    'docker/compose.yaml': addContainer(likeEchoInShell(compose, service), block),
    'docker/README.md': addTableRow(readme, ['service', 'container', 'image'], row),
    'tests/docker/image-tags.json': `${JSON.stringify({ ...tags, [`towpath/${id}:1`]: fingerprint(context, container?.build) }, null, 2)}\n`,
  };
}

type Container = { build?: unknown };

/** What programs of lessons find in their environment. */
function likeEchoInShell(compose: string, service: FromEcho): string {
  const line = /^ {6}ECHO_URL: .*\n/m.exec(compose)?.[0];
  if (!line) throw new Error('The shell in docker/compose.yaml no longer says where Echo is.');
  return compose.replace(line, line + rewriteEcho(line, service));
}

/** Pages and runner name services in their messages, so one more makes another version of the contract. */
function raisedVersion(project: Project, title: string): string {
  const source = readText(project, VERSION);
  const versions = entriesOf(source, 'PROTOCOL_HISTORY').map(({ name }) => Number(name));
  const next = Math.max(...versions) + 1;
  const code = `import { messageFingerprint } from './runner/scaffold/message-fingerprint.ts'; process.stdout.write(messageFingerprint());`;
  const print = execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: project.root, encoding: 'utf8' });
  const raised = setValue(source, 'PROTOCOL_VERSION', String(next));
  return addEntry(raised, 'PROTOCOL_HISTORY', `${next}: { fingerprint: '${print}', what: 'The service ${title}.' }`);
}
