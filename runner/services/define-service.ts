import type { ServiceId } from '#contract/services.ts';
import type { Observer } from '../pipeline/define-observer.ts';

/** A port a service listens on. `name` is what speaks there: `management`, `amqp`. */
export type ServicePort = {
  name: string;
  /** The usual port, inside the stack's network and, when it is free, on the learner's machine. */
  port: number;
  protocol: 'http' | 'tcp';
  /** The path of a page to open in the browser, when there is one. */
  ui?: string;
  /** The port inside the stack's network, where that is another one. */
  inside?: number;
};

/** What an embedded service gets to start with. It listens on 127.0.0.1 only and writes inside `dataDir` only. */
export type EmbeddedOptions = {
  dataDir: string;
  /** Name of the port → the number to listen on. */
  ports: Record<string, number>;
  /** An HTTP proxy that knows the names of the stack's network, for a service that asks others: `http://influxdb:8086`. */
  proxyUrl?: string;
  /** One line for the service's log. */
  log: (line: string) => void;
};

/** An embedded service that runs and is ready. */
export type EmbeddedService = {
  /** Ends it with everything acknowledged on disk. Safe to call twice. */
  stop: () => Promise<void>;
};

/**
 * What Towpath knows of a service; a value, one per folder in `runner/services/`. Its Docker side is declared in
 * `docker/compose.yaml`: containers with the label `towpath.service: <id>`, and every port, also those listed here.
 */
export type Service = {
  id: ServiceId;
  /** Services that must be ready before it starts. */
  needs: readonly ServiceId[];
  ports: readonly ServicePort[];
  /** The folder of the programs that stand in for the product's own on the embedded stack, where it has them. */
  commands?: string;
  /**
   * The programs that run the fence languages it has (`contract/languages.ts`), by their names: each a TypeScript file
   * that gets a `LanguageJob` as its argument, on both stacks.
   */
  languages?: Readonly<Record<string, string>>;
  /** What programs of lessons find in their environment, with the address of a port by its name: `kafka:9092`. */
  variables?: (address: (port: string) => string) => Record<string, string>;
  /** Starts the embedded form, which it may lack; resolves when it answers. Loaded by the service's own worker thread only. */
  startEmbedded?: (options: EmbeddedOptions) => Promise<EmbeddedService>;
  /** How it is looked at for live pictures, on either stack. Loaded when somebody looks. */
  observer?: () => Promise<Observer>;
};

/** Declares a service. */
export function defineService(service: Service): Service {
  return service;
}
