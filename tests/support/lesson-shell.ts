import { after, before } from 'node:test';
import { type FixtureLesson, fixtureContent, temporaryDir } from './fixture-content.ts';
import { RunnerClient } from './runner-client.ts';
import { type StartedRunner, startRunner } from './start-runner.ts';

/** What a command line printed, and how it ended. */
export type Printed = { output: string; exitCode: number | null | undefined };

/**
 * The blocks of a lesson on a runner of their own, whose services are up: to be called in a suite, which starts and stops it.
 * @returns `run` carries a text out in one of the blocks; `client` is there once the suite has begun
 */
export function lessonShell(folder: string, lesson: FixtureLesson) {
  const contentDir = fixtureContent({ [folder]: lesson });
  const lessonId = `try/${folder.replace(/^\d+-/, '')}`;
  let runner: StartedRunner | undefined;
  let connected: Awaited<ReturnType<typeof RunnerClient.connect>> | undefined;
  before(async () => {
    runner = await startRunner({ dataDir: temporaryDir('towpath tools'), args: ['--content-dir', contentDir] });
    connected = await RunnerClient.connect(runner);
    await connected.client.untilReady(connected.welcome.stack);
  });
  after(async () => await runner?.stop());

  const client = (): RunnerClient => {
    if (!connected) throw new Error('The runner of this suite has not started.');
    return connected.client;
  };
  const run = async (text: string, block = 'here'): Promise<Printed> => {
    const { output, status } = await client().runBlock(lessonId, block, { text });
    return { output: output.replaceAll('\r\n', '\n'), exitCode: status.exitCode };
  };
  return { lessonId, run, client };
}
