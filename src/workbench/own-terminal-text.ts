import type { ServiceStatus } from '#contract/messages/stack.ts';
import type { ServiceId } from '#contract/services.ts';

/**
 * A block's text as it works in the learner's own terminal: names of the stack (`rabbitmq:15672`) become the addresses
 * where the services listen on this machine, which may be on another port than usual. A block that runs in a service's
 * container keeps the names, and is handed to a bash in there.
 */
export function ownTerminalText(text: string, services: readonly ServiceStatus[], runsIn?: ServiceId): string {
  if (runsIn) return insideContainer(text, runsIn);
  let own = text;
  for (const { service, endpoints } of services) {
    for (const { port, usualPort } of endpoints) {
      const name = new RegExp(`(?<![\\w.-])${service}:${usualPort ?? port}(?!\\d)`, 'g');
      own = own.replace(name, `127.0.0.1:${port}`);
    }
  }
  return own;
}

/** A service may be several containers; the first one that Docker lists will do. */
function insideContainer(text: string, service: ServiceId): string {
  const container = `$(docker ps -q -f label=towpath.service=${service} | head -n 1)`;
  return `docker exec -it ${container} bash -e -o pipefail -c ${quoted(text)}`;
}

/** One argument of a POSIX shell, whatever is in it: a quote ends the quoted part, stands alone and begins the next. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
