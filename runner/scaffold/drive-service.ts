import { join } from 'node:path';
import { SERVICE_TITLES, type ServiceId } from '#contract/services.ts';
import { type ComposeContainer, readComposeFile } from '../docker/compose-file.ts';
import { applyTexts } from './changes.ts';
import { addEntry, addImport } from './edit-source.ts';
import { camelOf } from './names.ts';
import type { Outcome } from './outcome.ts';
import { type Project, readText } from './project.ts';

const REGISTRY = 'runner/services/registry.ts';

/** Ports that speak HTTP, by their names in the compose file. */
const HTTP_NAMES = ['http', 'management', 'web', 'ui', 'sql-gateway'];

/**
 * Lets the runner drive a service whose containers are there: `service.ts` and a line in the registry. An embedded form
 * of a product is written, not made from a template: without one the service runs on the Docker stack and says so.
 */
export function driveService(project: Project, id: string): Outcome {
  const title = SERVICE_TITLES[id as ServiceId];
  const camel = camelOf(id);
  const ports = portsOf(project, id).map(({ name, usual, inside, isHttp }) => {
    const other = inside === usual ? '' : `, inside: ${inside}`;
    return `{ name: '${name}', port: ${usual}, protocol: '${isHttp ? 'http' : 'tcp'}'${other} }`;
  });
  const service = `import { defineService } from '../define-service.ts';

/** ${title}, as its containers in \`docker/compose.yaml\` have it. It runs on the Docker stack only. */
export const ${camel} = defineService({
  id: '${id}',
  needs: [],
  ports: [${ports.join(', ')}],
});
`;
  const registry = addImport(readText(project, REGISTRY), `import { ${camel} } from './${id}/service.ts';`);
  const written = applyTexts(project, {
    [`runner/services/${id}/service.ts`]: service,
    [REGISTRY]: addEntry(registry, 'SERVICES', camel),
  });
  return { ...written, next: [`npm run new -- check ${id} <name>`, `npm run new -- lesson <track> "<title>" --service ${id}`] };
}

/** A port of a service that has containers. */
export type KnownPort = ComposeContainer['ports'][number] & { isHttp: boolean };

/** The ports of a service as the compose file publishes them, those that speak HTTP first. */
export function portsOf({ root }: Project, id: string): KnownPort[] {
  const { containers } = readComposeFile(join(root, 'docker'), { offline: false });
  return containers
    .filter(({ unit }) => unit === id)
    .flatMap(({ ports }) => ports.map((port) => ({ ...port, isHttp: HTTP_NAMES.includes(port.name) })))
    .sort((a, b) => Number(b.isHttp) - Number(a.isHttp));
}
