import type { Options } from '../options.ts';
import { Failure } from '../tool.ts';
import { UNSUPPORTED } from './config-options.ts';

const TYPES = ['topics', 'clients', 'users', 'brokers', 'ips', 'broker-loggers', 'client-metrics'];
const WITH_SERVER = 'with a --bootstrap-server or --bootstrap-controller argument';

/** Whose settings: `name` is undefined for all of the type, and empty for what holds for all brokers. */
export type Entity = { type: 'topics' | 'brokers'; name: string | undefined };

/** The numbers of the protocol. */
export const RESOURCE = { topics: 2, brokers: 4 } as const;

/** `topic orders`, as the tool's sentences have it. */
export function nameOf({ type, name }: Entity): string {
  return `${type.slice(0, -1)} ${name}`;
}

/** Whose settings a command line means. @throws Failure */
export function readEntity(options: Options): Entity {
  const unsupported = UNSUPPORTED.find((option) => options.has(option));
  if (unsupported) throw new Failure(`The option ${unsupported} is not supported: the embedded broker has nothing of the kind.`);
  if (options.has('topic')) return { type: 'topics', name: options.value('topic') };
  if (options.has('broker')) return { type: 'brokers', name: options.value('broker') };
  if (options.has('broker-defaults')) return { type: 'brokers', name: '' };
  const [type, ...more] = options.values('entity-type');
  if (type === undefined) throw new Failure('At least one entity type must be specified');
  if (!TYPES.includes(type))
    throw new Failure(`Invalid entity type ${type}, the entity type must be one of ${TYPES.join(', ')} ${WITH_SERVER}`);
  if (more.length > 0) throw new Failure("Only 'users' and 'clients' entity types can be specified together");
  if (type !== 'topics' && type !== 'brokers')
    throw new Failure(`The entity type ${type} is not supported: the embedded broker has nothing of the kind.`);
  return { type, name: options.has('entity-default') ? '' : options.value('entity-name') };
}
