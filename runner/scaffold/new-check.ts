import { suggest } from '#contract/nearest.ts';
import { SERVICE_IDS, SERVICE_TITLES, type ServiceId } from '#contract/services.ts';
import { applyTexts, type Texts } from './changes.ts';
import { portsOf } from './drive-service.ts';
import { addBefore, addEntry, addImport, addToCall, entriesOf } from './edit-source.ts';
import { camelOf, pascalOf } from './names.ts';
import type { Outcome } from './outcome.ts';
import { isThere, type Project, readText } from './project.ts';
import { Refusal } from './refusal.ts';
import { refuseSameNames } from './same-names.ts';
import { type CheckParts, httpCheck, portCheck } from './templates/check-parts.ts';

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const MAX_NAME = 30;

/**
 * A check `<service>.<name>`: declared in the contract, with code that works, a title, and a test. Of a service without
 * checks the files are made and registered.
 * @throws Refusal for an unknown service, and for a name that is taken or cannot be
 */
export function newCheck(project: Project, { service, name }: { service: string; name: string }): Outcome {
  if (!isServiceId(service)) throw new Refusal(`There is no service \`${service}\`.`, suggest(service, SERVICE_IDS));
  refuseName(project, service, name);
  const test = `tests/services/${service}/${name}.test.ts`;
  if (isThere(project, test)) throw new Refusal(`There is a file ${test} already.`, 'Choose another name.');
  const parts = partsOf(project, service, name);
  const texts = {
    ...(isThere(project, contractFile(service)) ? added(project, service, parts) : created(project, service, parts)),
    'tests/contract/fields.test.ts': addEntry(
      readText(project, 'tests/contract/fields.test.ts'),
      'samples',
      `'${service}.${name}': ${parts.sample}`,
    ),
    [test]: parts.test,
  };
  refuseSameNames(texts, { word: name, instead: 'Choose another name.' });
  const written = applyTexts(project, texts);
  const isDriven = isThere(project, `runner/services/${service}/service.ts`);
  return {
    ...written,
    next: [
      ...(isDriven ? [] : [`npm run new -- service ${service}`]),
      `what it asks and compares: runner/services/${service}/checks.ts, its fields: ${contractFile(service)}`,
      `npm test -- --only unit -- services/${service}/${name} contract/fields`,
      'npm run dev once more, where it is open: it learns of new checks when it begins',
    ],
  };
}

const isServiceId = (id: string): id is ServiceId => (SERVICE_IDS as string[]).includes(id);
const contractFile = (service: string): string => `runner/contract/checks/${service}.ts`;
const codeFile = (service: string): string => `runner/services/${service}/checks.ts`;

function refuseName(project: Project, service: ServiceId, name: string): void {
  if (name.startsWith(`${service}.`))
    throw new Refusal(
      `\`${name}\` has the service in it.`,
      `Write: npm run new -- check ${service} ${name.slice(service.length + 1)}`,
    );
  if (!NAME.test(name) || name.length > MAX_NAME)
    throw new Refusal(
      `\`${name}\` cannot be the name of a check.`,
      `Allowed: a letter, then lower-case letters, digits and single hyphens, at most ${MAX_NAME}, such as queue-is-empty.`,
    );
  if (['checks', 'titles'].includes(name))
    throw new Refusal(`\`${name}\` is what the list of them is called.`, `Say what it proves, such as ${service}.heard.`);
  if (!isThere(project, contractFile(service))) return;
  const found = entriesOf(readText(project, contractFile(service)), `${camelOf(service)}Titles`);
  const same = found.find((entry) => entry.name === `${service}.${name}`);
  if (!same) return;
  const names = found.map((entry) => entry.name.slice(service.length + 1));
  throw new Refusal(
    `There is a check ${service}.${name} already: ${contractFile(service)}:${same.line}.`,
    `Choose another name. Taken: ${names.join(', ')}.`,
  );
}

/** Over HTTP where the service speaks it, else over a plain connection. */
function partsOf(project: Project, service: ServiceId, name: string): CheckParts {
  const [port] = portsOf(project, service);
  if (!port)
    throw new Refusal(`${SERVICE_TITLES[service]} publishes no port that could be asked.`, 'Give it one in docker/compose.yaml.');
  const words = {
    service,
    name,
    title: SERVICE_TITLES[service],
    family: camelOf(service),
    schema: `${camelOf(service)}${pascalOf(name)}`,
    port: port.usual,
  };
  return port.isHttp ? httpCheck(words) : portCheck(words);
}

/** One more check in the files that the service has. */
function added(project: Project, service: string, parts: CheckParts): Texts {
  const family = camelOf(service);
  const declared = addBefore(readText(project, contractFile(service)), `${family}Checks`, parts.schema);
  const listed = addEntry(addEntry(declared, `${family}Checks`, parts.schemaName), `${family}Titles`, parts.titleEntry);
  const code = parts.imports.reduce(addImport, readText(project, codeFile(service)));
  return { [contractFile(service)]: listed, [codeFile(service)]: addEntry(code, `${family}Checks`, parts.code) };
}

/** The first check of a service: its two files, and a line in both lists of families. */
function created(project: Project, service: ServiceId, parts: CheckParts): Texts {
  const family = camelOf(service);
  const all = readText(project, 'runner/contract/checks/checks.ts');
  const declared = addImport(all, `import { ${family}Checks, ${family}Titles } from './${service}.ts';`);
  const code = addImport(
    readText(project, 'runner/verify/checks/checks.ts'),
    `import { ${family}Checks } from '../../services/${service}/checks.ts';`,
  );
  return {
    [contractFile(service)]: `import * as z from 'zod';
import { checkBase } from './base.ts';

${parts.schema}
export const ${family}Checks = [${parts.schemaName}] as const;

/** What each check proves, when the lesson does not say it. */
export const ${family}Titles = { ${parts.titleEntry} };
`,
    [codeFile(service)]: `${[...parts.imports, "import type { ChecksOf } from '../../verify/define-check.ts';"].join('\n')}

/** What a lesson can ask of ${SERVICE_TITLES[service]}. */
export const ${family}Checks = {
  ${parts.code}
} satisfies ChecksOf<'${service}'>;
`,
    'runner/contract/checks/checks.ts': addEntry(
      addToCall(declared, 'checkSchema', `...${family}Checks`),
      'titles',
      `...${family}Titles`,
    ),
    'runner/verify/checks/checks.ts': addEntry(code, 'CODE', `...${family}Checks`),
  };
}
