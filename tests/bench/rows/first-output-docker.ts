import { spawn } from 'node:child_process';
import type Docker from 'dockerode';
import { LESSON } from '../bench.ts';
import type { DockerBench } from '../docker-bench.ts';
import { inTime, quantiles, type Row } from '../row.ts';
import { clickToOutput, TEXT } from './first-output.ts';

const TIMES = 30;
const COMMAND = ['bash', '-e', '-o', 'pipefail', '-c', TEXT];

/**
 * Click to first output in the shell's container, beside the same command in the same container by the Docker CLI, and
 * by the engine's API as the runner uses it.
 */
export async function firstOutputDocker({ client, engine }: DockerBench): Promise<Row> {
  const { hashes, blocks } = await client.openLesson(LESSON);
  const block = blocks[0]?.block;
  if (!block) throw new Error(`${LESSON} has no block.`);
  const [shell] = await engine.docker.listContainers({ filters: { label: ['towpath.service=shell'] } });
  if (!shell) throw new Error('The container of the shell does not run.');
  const ours: number[] = [];
  const bare: number[] = [];
  const api: number[] = [];
  // In turns, so that whatever else the machine does meets all of them.
  for (let i = 0; i < TIMES + 3; i++) {
    const ms = await clickToOutput(client, block, hashes[block] ?? '');
    const bareMs = await bareExec(shell.Id, engine.env);
    const apiMs = await apiExec(engine.docker.getContainer(shell.Id));
    // The first ones load code.
    if (i < 3) continue;
    ours.push(ms);
    bare.push(bareMs);
    api.push(apiMs);
  }
  const { p50, p90 } = quantiles(ours);
  const barMs = 2 * quantiles(bare).p50;
  return {
    what: `click to first output, Docker, p50 of ${TIMES}`,
    value: `${inTime(p50)} (p90 ${inTime(p90)})`,
    bar: `≤ 2 × bare docker exec, ${inTime(barMs)}`,
    isMet: p50 <= barMs,
    reference: `bare docker exec ${inTime(quantiles(bare).p50)}, the engine’s API alone ${inTime(quantiles(api).p50)}`,
  };
}

/** `docker exec` until its first output (ms). */
function bareExec(id: string, env: Record<string, string>): Promise<number> {
  const start = performance.now();
  const child = spawn('docker', ['exec', '-t', id, ...COMMAND], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let ms = Number.NaN;
    child.stdout.once('data', () => {
      ms = performance.now() - start;
    });
    child.on('error', reject);
    child.on('close', () => resolve(ms));
  });
}

/** An exec is made and started over one socket, until its first output (ms). */
async function apiExec(container: Docker.Container): Promise<number> {
  const start = performance.now();
  const exec = await container.exec({ Cmd: COMMAND, AttachStdout: true, AttachStderr: true, Tty: true });
  const stream = await exec.start({ Tty: true });
  return new Promise((resolve, reject) => {
    let ms = Number.NaN;
    stream.on('data', () => {
      if (Number.isNaN(ms)) ms = performance.now() - start;
    });
    stream.on('error', reject);
    stream.on('end', () => resolve(ms));
  });
}
