import { SERVICE_IDS, type ServiceId } from './services.ts';

type Host = {
  service: ServiceId;
  /** Ports by the number under which a learner's own tools find them on localhost; the value is the one inside the network. */
  ports?: Readonly<Record<number, number>>;
  /** What says in the environment of blocks and programs where it is: `variables` of its `service.ts` (a test compares them). */
  variables?: readonly string[];
};

/** What `docker/compose.yaml` says of names and ports (a test compares them). A service that is not here has its id as its name. */
const KNOWN: Readonly<Record<string, Host>> = {
  echo: { service: 'echo', ports: { 7007: 7007 }, variables: ['ECHO_URL'] },
  rabbitmq: { service: 'rabbitmq', ports: { 5672: 5672, 15672: 15672 } },
  kafka: { service: 'kafka', ports: { 9092: 9092 }, variables: ['KAFKA_BROKERS'] },
  'schema-registry': { service: 'schema-registry', ports: { 8081: 8081 } },
  connect: { service: 'connect', ports: { 8083: 8083 } },
  ksqldb: { service: 'ksqldb', ports: { 8088: 8088 } },
  'kudu-master': { service: 'kudu', ports: { 8051: 8051 } },
  'kudu-tserver': { service: 'kudu' },
  impala: { service: 'impala', ports: { 21050: 21050, 25000: 25000 } },
  'impala-hms': { service: 'impala' },
  'impala-shell': { service: 'impala' },
  statestored: { service: 'impala' },
  catalogd: { service: 'impala' },
  openldap: { service: 'openldap', ports: { 3890: 389 } },
  nifi: { service: 'nifi', ports: { 8080: 8080 } },
  mysql: { service: 'mysql', ports: { 3306: 3306 } },
  spark: { service: 'spark', ports: { 4040: 4040 } },
  elasticsearch: { service: 'elasticsearch', ports: { 9200: 9200 } },
  kibana: { service: 'kibana', ports: { 5601: 5601 } },
  logstash: { service: 'logstash', ports: { 9600: 9600 } },
  mosquitto: { service: 'mosquitto', ports: { 1883: 1883 }, variables: ['MQTT_URL'] },
  'flink-jobmanager': { service: 'flink', ports: { 8091: 8081 } },
  jobmanager: { service: 'flink' },
  'flink-taskmanager': { service: 'flink' },
  'flink-sql-gateway': { service: 'flink', ports: { 8093: 8083 } },
  'sql-gateway': { service: 'flink' },
  influxdb: { service: 'influxdb', ports: { 8086: 8086 }, variables: ['INFLUX_URL'] },
  grafana: { service: 'grafana', ports: { 3000: 3000 }, variables: ['GRAFANA_URL'] },
  kdb: { service: 'kdb', ports: { 5010: 5010 } },
};

const named = new Set(Object.values(KNOWN).map(({ service }) => service));

/** Every name in the stack's network. */
export const NETWORK: Readonly<Record<string, Host>> = {
  ...Object.fromEntries(SERVICE_IDS.filter((id) => !named.has(id)).map((service) => [service, { service }])),
  ...KNOWN,
};

/** What `localhost` with this port means in the stack's network: `rabbitmq:15672`. */
export function addressAt(port: number): string | undefined {
  for (const [host, { ports = {} }] of Object.entries(NETWORK)) {
    const inside = ports[port] ?? Object.values(ports).find((number) => number === port);
    if (inside !== undefined) return `${host}:${inside}`;
  }
  return undefined;
}

/** This machine by any of its names, with what stands before it in an address, and the port when there is one. */
const LOCAL =
  /(?<scheme>\b[a-z][a-z+.]*:\/\/)?(?<user>[\w.-]+(?::[^\s@/]*)?@)?(?<![\w.-])(?<name>localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1\])(?![\w-])(?:(?<gap>[: ])(?<port>\d+))?/g;

/** A whole line that is a comment, in a shell, a program or a query: it asks nobody. */
const COMMENT = /^\s*(?:#|\/\/|-- )/;

/** The first place in a text that asks this machine, with what to write instead; undefined when there is none. */
export function findLocal(text: string): { line: number; instead: string } | undefined {
  for (const [line, words] of text.split('\n').entries()) {
    if (COMMENT.test(words)) continue;
    for (const { groups = {} } of words.matchAll(LOCAL)) {
      const address = groups.port ? addressAt(Number(groups.port)) : undefined;
      if (!asks(groups, address !== undefined)) continue;
      return { line, instead: address ? `${groups.scheme ?? ''}${address.replace(':', groups.gap ?? ':')}` : '' };
    }
  }
  return undefined;
}

/**
 * Whether a name of this machine is asked for something. A number may be an address to listen on, or data; `localhost`
 * may be the end of a person's name, `guest@localhost`.
 */
function asks({ scheme, user, name, gap }: Record<string, string | undefined>, isPublished: boolean): boolean {
  if (scheme || isPublished) return true;
  return name === 'localhost' && (!user || user.includes(':') || gap === ':');
}

/** A name of the network as a text uses it, with the line (from 0). `isKnown` is false for a name that no service has. */
export type UsedHost = { host: string; line: number; isKnown: boolean };

/** Programs that take the name of what they talk to by itself: `-h mosquitto`, `--host=mosquitto`. */
const OPTION = /(?<=\s)(?:-h|--host)(?:\s+|=)["']?([a-z][a-z0-9-]*)(?![\w.:/-])/g;

/** `$MQTT_URL`, `${MQTT_URL}`, `env.MQTT_URL`, and what a program takes out of its environment in one line. */
const VARIABLE = /(?:\$\{?|\benv(?:\.|\[['"]))([A-Z][A-Z0-9_]*)\b/g;
const TAKEN = /\{([^{}]*)\}\s*=\s*(?:process\.)?env\b/g;

const hostOf: ReadonlyMap<string, string> = new Map(
  Object.entries(KNOWN).flatMap(([host, { variables = [] }]) => variables.map((variable) => [variable, host] as const)),
);

/**
 * The names of the network in a text: in addresses (`http://rabbitmq:15672/…`), before a port (`kafka:9092`), after `-h`,
 * and as what stands for them in the environment (`$MQTT_URL`). A name without a dot in an address can be nothing else; in
 * the other places it counts only when a service has it. What a comment says is not asked.
 */
export function hostsIn(text: string): UsedHost[] {
  return text.split('\n').flatMap((words, line) => {
    if (COMMENT.test(words)) return [];
    const inAddress = words.matchAll(/\b[a-z][a-z+]*:\/\/(?:[^\s@/'"]*@)?([a-z][a-z0-9-]*)(?=[:/\s'"`)|;]|$)/gi);
    const beforePort = words.matchAll(/(?<![\w./@-])([a-z][a-z0-9-]*):\d{3,5}(?!\d)/g);
    const found = new Map<string, UsedHost>();
    for (const [, host = ''] of inAddress) found.set(host, { host, line, isKnown: Object.hasOwn(NETWORK, host) });
    const others = [...beforePort, ...words.matchAll(OPTION)].map(([, host = '']) => host);
    for (const host of [...others, ...hostsOfVariables(words)])
      if (Object.hasOwn(NETWORK, host)) found.set(host, { host, line, isKnown: true });
    return [...found.values()];
  });
}

function hostsOfVariables(words: string): string[] {
  const taken = [...words.matchAll(TAKEN)].flatMap(([, names = '']) => names.match(/\b[A-Z][A-Z0-9_]*\b/g) ?? []);
  const named = [...words.matchAll(VARIABLE)].map(([, name = '']) => name);
  return [...named, ...taken].flatMap((name) => hostOf.get(name) ?? []);
}
