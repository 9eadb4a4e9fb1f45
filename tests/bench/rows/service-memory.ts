import type { ServiceStatus, StackStatus } from '#contract/messages/stack.ts';
import { eventually } from '../../support/eventually.ts';
import { RunnerClient } from '../../support/runner-client.ts';
import type { Bench } from '../bench.ts';
import type { Row } from '../row.ts';

/** Statistics come every few seconds (ms). */
const WITHIN_MS = 20_000;

/** Memory of each service as the page shows it. */
export async function serviceMemory({ runner, stack }: Bench): Promise<Row> {
  const { services, memoryBytes } = await measuredStack(runner);
  const words = services.map(
    ({ title, memoryBytes: bytes, memoryLimitBytes: limit }) =>
      `${title} ${bytes === undefined ? 'not measured' : inMib(bytes)}${limit ? ` of ${inMib(limit)}` : ''}`,
  );
  const sum = memoryBytes === undefined ? '' : `; together ${inMib(memoryBytes)}`;
  return {
    what: `memory by service, ${stack.stack === 'docker' ? 'Docker' : 'embedded'}`,
    value: `${words.join(', ')}${sum}`,
    bar: '',
    isMet: undefined,
  };
}

/** The unit of containers’ limits. */
const inMib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

async function measuredStack(address: { url: string; cookie: string }): Promise<StackStatus & { services: ServiceStatus[] }> {
  return await eventually(
    async () => {
      // What the runner tells a page that is opened now.
      const { client, welcome } = await RunnerClient.connect(address);
      client.close();
      const services = welcome.stack.services.filter(({ state }) => state === 'ready');
      const late = services.find(({ memoryBytes }) => memoryBytes === undefined);
      if (services.length === 0 || late)
        throw new Error(late ? `${late.title} has not told its memory yet.` : 'No service is ready.');
      return { ...welcome.stack, services };
    },
    { withinMs: WITHIN_MS, everyMs: 500 },
  );
}
