import { checkText } from './check-text.ts';
import { BadUsage, Failure } from './failure.ts';
import type { CommandName, Given } from './options.ts';

/** What both commands do with their connection. */
export type Common = {
  /** Undefined: the broker of the stack. */
  host: string | undefined;
  port: number;
  topics: string[];
  clientId: string;
  keepalive: number;
  qos: 0 | 1 | 2;
  username: string | undefined;
  password: string | undefined;
  protocolVersion: 3 | 4;
  clean: boolean;
  will: { topic: string; payload: Buffer; qos: 0 | 1 | 2; retain: boolean } | undefined;
  isDebug: boolean;
  isQuiet: boolean;
};

/** Takes the options that both have. @throws BadUsage in Mosquitto's words */
export function readCommon(given: Given, name: CommandName): Common {
  const last = (option: string) => given.get(option)?.at(-1);
  checkText(given.get('topic') ?? [], '-t');
  checkText(given.get('will-topic') ?? [], '--will-topic');
  const url = last('url');
  const place = url === undefined ? undefined : readUrl(url);
  const [id, prefix] = [last('id'), last('id-prefix')];
  if (id !== undefined && prefix !== undefined)
    throw new BadUsage('Error: -i and -I argument cannot be used together.', { isSpaced: true });
  if (name === 'mosquitto_sub' && given.has('disable-clean-session') && !id)
    throw new BadUsage('Error: You must provide a client id if you are using the -c option.');
  const username = last('username') ?? place?.username;
  const password = last('pw') ?? place?.password;
  if (password !== undefined && username === undefined) throw new Failure('Error: Problem setting username and/or password.');
  return {
    ...{ host: last('host') ?? place?.host, port: readPort(last('port'), place?.port), username, password },
    topics: [...(given.get('topic') ?? []), ...(place ? [place.topic] : [])],
    clientId: id ?? (prefix === undefined ? '' : `${prefix}${process.pid}`),
    keepalive: readKeepalive(last('keepalive')),
    qos: readQos(last('qos')),
    protocolVersion: readVersion(last('protocol-version')),
    clean: !given.has('disable-clean-session'),
    will: readWill(given),
    isDebug: given.has('debug'),
    isQuiet: given.has('quiet'),
  };
}

function readUrl(text: string): { host: string; port?: string; topic: string; username?: string; password?: string } {
  if (!text.startsWith('mqtt://')) throw new BadUsage('Error: unsupported URL scheme.', { isSpaced: true });
  const { hostname, port, pathname, username, password } = new URL(text);
  const topic = decodeURIComponent(pathname.slice(1));
  if (topic === '' && !pathname.startsWith('/'))
    throw new BadUsage('Error: Invalid URL for -L argument specified - topic missing.');
  const user = {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
  };
  return { host: hostname, ...(port && { port }), topic, ...user };
}

function readPort(text: string | undefined, fromUrl: string | undefined): number {
  const number = Number.parseInt(text ?? fromUrl ?? '1883', 10);
  if (Number.isNaN(number) || number < 1 || number > 65_535)
    throw new BadUsage(`Error: Invalid port given: ${Number.isNaN(number) ? text : number}`);
  return number;
}

function readKeepalive(text: string | undefined): number {
  const seconds = text === undefined ? 60 : Number.parseInt(text, 10);
  if (seconds >= 5 && seconds <= 65_535) return seconds;
  throw new BadUsage('Error: Invalid keepalive given, it must be between 5 and 65535 inclusive.', { isSpaced: true });
}

function readQos(text: string | undefined, what = 'QoS'): 0 | 1 | 2 {
  const qos = Number.parseInt(text ?? '0', 10);
  if (qos === 0 || qos === 1 || qos === 2) return qos;
  throw new BadUsage(`Error: Invalid ${what} given: ${text}`);
}

function readVersion(text: string | undefined): 3 | 4 {
  switch (text?.replace(/^mqttv/, '')) {
    case undefined:
    case '311':
      return 4;
    case '31':
      return 3;
    case '5':
      throw new Failure('Error: The broker of the embedded stack speaks MQTT 3.1.1, not MQTT 5. It does on the Docker stack.');
    default:
      throw new BadUsage('Error: Invalid protocol version argument given.', { isSpaced: true });
  }
}

function readWill(given: Given): Common['will'] {
  const topic = given.get('will-topic')?.at(-1);
  if (topic === undefined) {
    if (given.has('will-payload')) throw new BadUsage('Error: Will payload given, but no will topic given.');
    if (given.has('will-retain')) throw new BadUsage('Error: Will retain given, but no will topic given.');
    return undefined;
  }
  if (/[+#]/.test(topic)) throw new BadUsage(`Error: Invalid will topic '${topic}', does it contain '+' or '#'?`);
  const payload = Buffer.from(given.get('will-payload')?.at(-1) ?? '');
  return { topic, payload, qos: readQos(given.get('will-qos')?.at(-1), 'will QoS'), retain: given.has('will-retain') };
}
