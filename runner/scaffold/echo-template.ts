import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Texts } from './changes.ts';
import { camelOf, pascalOf } from './names.ts';
import { addedChecks, onlyOwnCheck } from './own-check.ts';
import { type Project, readText } from './project.ts';

/** A service to make from Echo. */
export type FromEcho = { id: string; title: string; port: number };

export const ECHO_PORT = 7007;

/** Where Echo's own files are. What needs its image from the offline build stays with Echo. */
const FOLDERS = ['runner/services/echo', 'docker/echo', 'tests/conformance/echo', 'tests/services/echo'];
const CONTRACT = 'runner/contract/checks/echo.ts';
/** Files of its checks, of which one is the template's. */
const CHECKS = [CONTRACT, 'runner/services/echo/checks.ts'];
const NOT_COPIED = /\.docker\.test\.ts$/;

/**
 * A text of Echo with the other service's names in it: `echo` in file names, hosts and checks, `startEcho` in code, `Echo`
 * in sentences, `ECHO` in variables, and its port. In one pass, so that a name that has `echo` in it is not changed twice.
 */
export function rewriteEcho(text: string, { id, title, port }: FromEcho): string {
  const names =
    /(?<value>(?<=export const )echo\b|echo(?=[A-Z]))|(?<inside>(?<=[a-z])Echo|Echo(?=[A-Z]))|ECHO|Echo|echo|\b7007\b/g;
  return text.replace(names, (found, ...rest) => {
    const { value, inside } = rest.at(-1) as { value?: string; inside?: string };
    if (value) return camelOf(id);
    if (inside) return pascalOf(id);
    if (found === 'ECHO') return id.toUpperCase().replaceAll('-', '_');
    if (found === 'Echo') return title;
    return found === 'echo' ? id : String(port);
  });
}

/** The files of the new service. Checks that were added to Echo stay with Echo. */
export function echoTexts(project: Project, service: FromEcho): Texts {
  const added = addedChecks(readText(project, CONTRACT)).map((check) => `tests/services/${check.replace('.', '/')}.test.ts`);
  const folders = FOLDERS.flatMap((folder) =>
    readdirSync(join(project.root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !NOT_COPIED.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(project.root.length + 1)),
  );
  const files = [CONTRACT, ...folders].filter((path) => !added.includes(path));
  const texts = files.map((path): [string, string] => {
    const own = CHECKS.includes(path) ? onlyOwnCheck(readText(project, path)) : readText(project, path);
    const text = rewriteEcho(withoutLessons(path, own), service);
    return [rewriteEcho(path, service), path.endsWith('README.md') ? `${text.trimEnd()}\n${toDo(service)}` : text];
  });
  return Object.fromEntries(texts);
}

/** What Echo's files say about being the template is not true of what was made from it. */
function withoutLessons(path: string, text: string): string {
  if (path.endsWith('README.md')) return text.slice(0, text.indexOf('\n## The parts of a service')).trimEnd();
  return text.replace(': the template for a service whose image is built here.', '.');
}

/** What is left for the author, in the service's own README. */
function toDo({ id, title }: FromEcho): string {
  return `
## To write

${title} was made from Echo and still does what Echo does. In this order, with the tests passing after each step:

1. Here: what of the product is answered, and what is refused.
2. \`tests/conformance/${id}/${id}-suite.ts\`: what every form of it must answer, as the product does.
3. \`embedded/http.ts\`: the embedded form. What it does not support it refuses in the product's own error form.
4. \`docker/compose.yaml\`: the product's own image; \`docker/${id}/\` goes when nothing is built there any more.
   If it can be built from packages: a line in \`docker/offline/images.ts\` and \`docker/compose.offline.yaml\`, and a
   \`container.docker.test.ts\` beside the suite, as in \`tests/conformance/echo/\`.
5. \`checks.ts\` and \`runner/contract/checks/${id}.ts\`: what lessons ask of it. \`npm run new -- check ${id} <name>\` adds one.
`;
}
