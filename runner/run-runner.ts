import { spawn } from 'node:child_process';
import { type Config, PROJECT_DIR } from './config.ts';
import { Connection } from './connection/connection.ts';
import { toErrorBody } from './errors.ts';
import { Runner } from './runner.ts';
import { startServer } from './server.ts';
import type { Stack } from './services/stack.ts';
import { buildSite } from './site/build-site.ts';
import { devSite } from './site/dev-site.ts';
import { staticSite } from './site/static-site.ts';
import { DataDir } from './workspace/data-dir.ts';

/** Starts a whole runner and returns how to end it. `say` prints a line for the person at the terminal. */
export async function runRunner(
  config: Config,
  { say, newToken }: { say: (words: string) => void; newToken: () => string },
): Promise<{ close: () => Promise<void> }> {
  const dataDir = DataDir.take(config.dataDir);
  const [token, launchToken] = [newToken(), newToken()];
  try {
    const site = config.dev
      ? await devSite(PROJECT_DIR)
      : staticSite(await buildSite({ projectDir: PROJECT_DIR, environment: config.environment, say }));
    const runner = await Runner.create(config, dataDir);
    const server = await startServer({
      port: config.port,
      token,
      launchToken,
      allowHosts: config.allowHosts,
      site,
      connect: (socket) => new Connection(socket, runner),
    });
    const url = `http://127.0.0.1:${server.port}`;
    const publish = (): void => {
      const ready = runner.stack.status().services.filter(({ state }) => state === 'ready');
      const endpoints = Object.fromEntries(
        ready.flatMap(({ service, endpoints: [main] }) => (main ? [[service, main.url]] : [])),
      );
      dataDir.publish({ url, token, version: runner.version, pid: process.pid, stackPid: runner.stack.pid, endpoints });
    };
    const unsubscribe = runner.subscribe({ hear: (message) => message.type === 'stack.state' && publish() });
    publish();
    if (server.moved) say(server.moved);
    const started = runner.stack.start().then(
      () => sayReady(runner.stack, say),
      (error: unknown) => {
        const { message, hint } = toErrorBody(error);
        say([message, hint].filter(Boolean).join(' '));
      },
    );
    // Containers may take minutes; the page shows how far they are.
    if (runner.stack.id === 'embedded') await started;
    else say('The Docker stack is starting; the page shows how far it is.');
    say(`\n  Towpath is at  ${url}/?token=${token}\n\nCtrl-C ends it. What you did is kept.`);
    // Other users of this machine can see the arguments of programs: what the browser is given works once.
    if (config.open) openBrowser(`${url}/?token=${launchToken}`, config.environment);
    const close = async (): Promise<void> => {
      unsubscribe();
      // First: who reads runner.json may rely on an answer.
      dataDir.unpublish();
      if (runner.stack.id === 'docker') say('The containers stop; what they hold is kept.');
      try {
        await server.close();
        await runner.close();
        await site.close?.();
        say(`Towpath has ended. What you did is kept in ${config.dataDir}.`);
      } finally {
        dataDir.release();
      }
    };
    return { close };
  } catch (error) {
    dataDir.release();
    throw error;
  }
}

function sayReady(stack: Stack, say: (words: string) => void): void {
  const { services, readyMs } = stack.status();
  const ready = services.filter(({ state }) => state === 'ready');
  for (const { detail } of ready) if (detail) say(detail);
  const name = stack.id === 'docker' ? 'Docker stack' : 'Embedded stack';
  if (ready.length > 0)
    say(`${name} ready in ${((readyMs ?? 0) / 1000).toFixed(1)} s: ${ready.map(({ title }) => title).join(', ')}.`);
}

/** Opens the address in the learner's browser; where there is none, the printed address must do. */
function openBrowser(url: string, env: Record<string, string>): void {
  const command = process.platform === 'darwin' ? 'open' : env.WSL_DISTRO_NAME ? 'explorer.exe' : 'xdg-open';
  if (process.platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY && !env.WSL_DISTRO_NAME) return;
  const opening = spawn(command, [url], { detached: true, stdio: 'ignore', env });
  opening.on('error', () => undefined); // The address is printed as well.
  opening.unref();
}
