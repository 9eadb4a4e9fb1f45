import { SERVICE_IDS, SERVICE_TITLES, type ServiceId } from '#contract/services.ts';
import { portsOf } from '../../runner/scaffold/drive-service.ts';
import { isThere, type Project } from '../../runner/scaffold/project.ts';

/** A service that has containers and nothing else yet, by what its first port speaks. */
export type Undriven = { id: ServiceId; title: string; isHttp: boolean };

/** The services that have containers and no code yet: fewer from time to time, and one day none. */
export function undrivenServices(project: Project): Undriven[] {
  const parts = (id: string) => [`runner/services/${id}/service.ts`, `runner/contract/checks/${id}.ts`];
  return SERVICE_IDS.filter((id) => !parts(id).some((path) => isThere(project, path))).flatMap((id) => {
    const [port] = portsOf(project, id);
    return port ? [{ id, title: SERVICE_TITLES[id], isHttp: port.isHttp }] : [];
  });
}
