import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Parts, PartsOptions } from '../parts.ts';
import { shellEnvironment } from '../shell/environment.ts';
import { explain } from '../shell/explain.ts';
import { nearHost } from '../shell/near-host.ts';
import { startShellProxy } from '../shell/proxy.ts';
import { launchHere } from '../terminal/launch-here.ts';
import { folderFiles } from '../workspace/folder-files.ts';
import { linkPackages } from '../workspace/link-packages.ts';
import { EmbeddedStack } from './embedded-stack.ts';

/** The embedded stack: programs run on this machine and find the services through the shell proxy. */
export async function embeddedParts({ config, dataDir, dir, services, control, changed }: PartsOptions): Promise<Parts> {
  const { environment } = config;
  let stack: EmbeddedStack | undefined;
  const proxy = await startShellProxy({
    resolve: (address) => stack?.resolve(address),
    control,
    explain,
    meant: nearHost,
    upstream: environment.no_proxy?.trim() === '*' ? undefined : environment.http_proxy,
  });
  linkPackages(dir);
  const commands = services.flatMap((service) => service.commands ?? []);
  const env = shellEnvironment({ inherited: environment, commands, proxyUrl: proxy.url, mark: dataDir.id });
  stack = new EmbeddedStack({
    services,
    dataDir: join(dir, 'services'),
    mark: dataDir.id,
    environment,
    proxyUrl: proxy.url,
    shellEnvironment: env,
    changed,
  });
  const started = stack;
  return {
    stack,
    files: (track) => folderFiles(join(dir, 'workspace', track)),
    launch: launchHere({ dirOf: (track) => workspaceOf(dir, track), env: () => ({ ...env, ...started.variables() }) }),
    close: async () => {
      await started.close();
      await proxy.close();
    },
  };
}

function workspaceOf(dir: string, track: string): string {
  const path = join(dir, 'workspace', track);
  mkdirSync(path, { recursive: true });
  return path;
}
