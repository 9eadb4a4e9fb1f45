import type { StackId } from '#contract/ids.ts';
import type { StackStatus } from '#contract/messages/stack.ts';
import { suggest } from '#contract/nearest.ts';
import { NETWORK } from '#contract/network.ts';
import type { ServiceId } from '#contract/services.ts';
import { toErrorBody } from '../errors.ts';
import type { Preflight, Stack } from '../services/stack.ts';
import { columns } from './columns.ts';

const COMMANDS = ['status', 'preflight', 'address', 'start', 'stop', 'reset'];

type Answer = { status: number; text: string };

/**
 * Carries out one command of `towpath` and says what holds afterwards. Errors are said in words, with status 409.
 * `sharedBy` says who else used a service that was reset.
 */
export async function control(
  stack: Stack,
  command: { name: string; service: string | undefined },
  sharedBy: (service: ServiceId) => string | undefined,
): Promise<Answer> {
  try {
    const id = command.service as ServiceId | undefined;
    switch (command.name) {
      case 'status':
        return { status: 200, text: statusText(stack.status()) };
      case 'preflight': {
        const preflight = await stack.preflight();
        return { status: preflight.ready ? 200 : 409, text: preflightText(stack.id, preflight) };
      }
      case 'address':
        return { status: 200, text: `${addressesHere(stack, command.service ?? '')}\n` };
      case 'start':
      case 'stop':
      case 'reset':
        await stack[command.name](id);
        return { status: 200, text: statusText(stack.status(), command.name === 'reset' && id ? sharedBy(id) : undefined) };
      default:
        return { status: 404, text: `towpath: there is no command ${command.name}. ${suggest(command.name, COMMANDS)}\n` };
    }
  } catch (error) {
    const { message, hint } = toErrorBody(error);
    return { status: 409, text: `${[message, hint].filter(Boolean).join('\n')}\n` };
  }
}

/**
 * Where a program in the stack's shell finds `kafka:9092`, or each address of a list with commas. What is not of the stack
 * stays as it is. A name alone means the service's only port.
 * @throws RunnerError as `stack.resolve`
 */
function addressesHere(stack: Stack, list: string): string {
  const here = list.split(',').map((text) => {
    const [, hostname = '', given] = /^([^:]*)(?::(\d+))?$/.exec(text.trim()) ?? [];
    const [usual, ...more] = Object.values(NETWORK[hostname]?.ports ?? {});
    const port = given ?? (more.length === 0 ? usual : undefined);
    const found = port === undefined ? undefined : stack.resolve({ hostname, port: Number(port) });
    if (!found) return text.trim();
    // In a container the network's own names hold.
    return stack.id === 'docker' ? `${hostname}:${port}` : `${found.hostname}:${found.port}`;
  });
  return here.join(',');
}

/** The lines as columns, and the verdict that a check looks for. */
function preflightText(stack: StackId, { ready, lines, download }: Preflight): string {
  const missing = lines.filter(({ state }) => state === 'missing').length;
  const verdict = ready
    ? `This machine is ready for the ${stack === 'docker' ? 'Docker' : 'embedded'} stack.`
    : `${missing === 1 ? 'One thing is' : `${missing} things are`} missing.`;
  const table = columns(lines.map(({ state, what, words }) => [state, what, words]));
  return `${[table, '', ...(download ? [download] : []), verdict].join('\n')}\n`;
}

function statusText({ services }: StackStatus, more?: string): string {
  if (services.length === 0) return 'No lesson needs a service yet.\n';
  const rows = services.map(({ title, state, service, endpoints }) => {
    const addresses = endpoints.map(
      ({ name, url, port, usualPort }) => `${name}: ${url.split(':')[0]}://${service}:${usualPort ?? port}`,
    );
    return [title, state, state === 'ready' ? addresses.join('  ') : ''];
  });
  const notes = services.flatMap(({ detail }) => (detail ? [detail] : []));
  return `${[columns([['SERVICE', 'STATE', 'ADDRESS'], ...rows]), ...notes, ...(more ? [more] : [])].join('\n')}\n`;
}
