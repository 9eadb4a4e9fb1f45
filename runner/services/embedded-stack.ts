import { type ChildProcess, fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { StackStatus } from '#contract/messages/stack.ts';
import { suggest } from '#contract/nearest.ts';
import type { ServiceId } from '#contract/services.ts';
import { RunnerError } from '../errors.ts';
import { log } from '../lib/log.ts';
import { Turns } from '../lib/turns.ts';
import { preflight } from '../shell/preflight.ts';
import { addressHere } from './address-here.ts';
import { choosePorts } from './choose-ports.ts';
import type { Service } from './define-service.ts';
import { ServiceRecord } from './service-state.ts';
import type { Address, Preflight, Stack } from './stack.ts';
import type { StackOrder, StackReport } from './stack-messages.ts';

/** A service or the process that ends by itself more often than this within DEATHS_WITHIN_MS stays down. */
const MAX_DEATHS = 3;
const DEATHS_WITHIN_MS = 60_000;
/** How long a service may take to start or stop before its process is ended (ms). */
const PATIENCE_MS = 15_000;

/** How often a service may find its port taken after all. */
const MAX_PORT_TRIES = 3;

type Ready = Extract<StackReport, { type: 'ready' }>;
type Ended = Extract<StackReport, { type: 'ended' }>;

export type EmbeddedStackOptions = {
  services: readonly Service[];
  /** The services' data: a directory each below it. */
  dataDir: string;
  /** Marks the programs of blocks, which are ended when the runner is gone. */
  mark: string;
  environment: Record<string, string>;
  /** How services find each other by the names of the stack's network. */
  proxyUrl?: string;
  /** What blocks and shells find in theirs: the preflight looks for their programs. */
  shellEnvironment: Record<string, string>;
  /** Something in `status()` changed. */
  changed: () => void;
};

/**
 * The embedded services in one child process. Orders are carried out one after the other. What ends by itself is
 * started again with a sentence that says so; what does so again and again stays down.
 */
export class EmbeddedStack implements Stack {
  readonly id = 'embedded';
  #options: EmbeddedStackOptions;
  #records: Map<ServiceId, ServiceRecord>;
  #child: ChildProcess | undefined;
  #closed = false;
  #turns = new Turns();
  #waiting = new Map<ServiceId, (report: Ended | Ready) => void>();
  #deaths: number[] = [];
  #detail: string | undefined;
  #hint: string | undefined;
  #memoryBytes: number | undefined;
  #readyMs: number | undefined;

  constructor(options: EmbeddedStackOptions) {
    this.#options = options;
    this.#records = new Map(
      options.services.map((service) => [
        service.id,
        new ServiceRecord(service, { available: service.startEmbedded !== undefined, ports: service.ports }),
      ]),
    );
  }

  /** The child process, while there is one. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  status(): StackStatus {
    const services = [...this.#records.values()].map((record) => record.status());
    const states = services.map(({ state }) => state);
    const state =
      (['failed', 'starting', 'stopping', 'ready'] as const).find((candidate) => states.includes(candidate)) ??
      (services.length === 0 ? 'ready' : 'stopped');
    return {
      stack: this.id,
      state,
      services,
      ...(this.#detail && { detail: this.#detail }),
      ...(this.#hint && { hint: this.#hint }),
      ...(this.#memoryBytes !== undefined && { memoryBytes: this.#memoryBytes }),
      ...(this.#readyMs !== undefined && { readyMs: this.#readyMs }),
    };
  }

  async start(id?: ServiceId, { after }: { after?: Promise<boolean> } = {}): Promise<void> {
    const chosen = this.#withNeeds(id);
    if (after && !(await this.#waitFor(after, chosen))) return;
    await this.#turns.take(async () => {
      const before = performance.now();
      const isNews = chosen.some(({ state }) => state !== 'ready');
      this.#say(undefined);
      // Also when there is nothing to start: it ends what blocks have left, should the runner be killed.
      if (!this.#closed) this.#process();
      await this.#startAll(chosen);
      // How long it takes to find that everything runs is of no interest.
      if (!id && (isNews || chosen.length === 0)) this.#readyMs = Math.round(performance.now() - before);
      this.#options.changed();
    });
  }

  async stop(id?: ServiceId): Promise<void> {
    const chosen = this.#choose(id);
    await this.#turns.take(async () => {
      this.#say(undefined);
      for (const record of [...chosen].reverse()) await this.#stopOne(record);
    });
  }

  async reset(id?: ServiceId): Promise<void> {
    const chosen = this.#choose(id);
    await this.#turns.take(async () => {
      this.#say(undefined);
      // Never `stopped` in between: a block that is run meanwhile waits for the service to be back.
      try {
        for (const record of [...chosen].reverse()) await this.#stopOne(record, 'starting');
        for (const { service } of chosen) rmSync(join(this.#options.dataDir, service.id), { recursive: true, force: true });
        await this.#startAll(chosen);
      } finally {
        this.#settle(chosen);
      }
    });
  }

  logs(id: ServiceId): string[] {
    return this.#record(id).lines();
  }

  resolve(address: Address): Address | undefined {
    const record = this.#records.get(address.hostname as ServiceId);
    if (!record) return undefined;
    return addressHere(record, address.port);
  }

  /** What programs of lessons find in their environment of the services that have their ports. */
  variables(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const { service, ports } of this.#records.values()) {
      if (Object.keys(ports).length > 0)
        Object.assign(
          found,
          service.variables?.((port) => `127.0.0.1:${ports[port]}`),
        );
    }
    return found;
  }

  /** The learner's own, which is always there. */
  shell(): 'ready' {
    return 'ready';
  }

  async leave(): Promise<void> {
    await this.stop();
  }

  async preflight(): Promise<Preflight> {
    const { services, dataDir, shellEnvironment } = this.#options;
    return await preflight({ stack: this.status(), services, dataDir: dirname(dataDir), env: shellEnvironment });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#turns.take(async () => {
      for (const record of [...this.#records.values()].reverse()) await this.#stopOne(record);
      const child = this.#child;
      if (!child) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      await gone;
      clearTimeout(late);
    });
  }

  /** The other stack still has the ports. Not in turn: what it waits for may need a turn here. */
  async #waitFor(after: Promise<boolean>, records: readonly ServiceRecord[]): Promise<boolean> {
    for (const record of records) record.set('starting', { detail: 'It starts when the other stack has stopped.' });
    this.#options.changed();
    const goesOn = await after;
    if (!goesOn) this.#settle(records);
    return goesOn;
  }

  #say(detail: string | undefined, hint?: string): void {
    this.#detail = detail;
    this.#hint = hint;
  }

  #record(id: ServiceId): ServiceRecord {
    const record = this.#records.get(id);
    if (record) return record;
    throw new RunnerError('service.unknown', `There is no service ${id} on the embedded stack.`, {
      hint: suggest(id, [...this.#records.keys()]),
    });
  }

  #choose(id: ServiceId | undefined): ServiceRecord[] {
    const here = [...this.#records.values()].filter(({ form }) => form.available);
    if (!id) return here;
    const record = this.#record(id);
    if (here.includes(record)) return [record];
    throw new RunnerError('stack.unavailable', `${record.title} has no embedded form: it runs on the Docker stack.`, {
      hint: 'Switch to the Docker stack in the header of the page.',
    });
  }

  /** The chosen services, each after those it needs. */
  #withNeeds(id: ServiceId | undefined): ServiceRecord[] {
    const ordered = new Set<ServiceRecord>();
    const add = (record: ServiceRecord): void => {
      for (const need of record.service.needs) add(this.#record(need));
      ordered.add(record);
    };
    for (const record of this.#choose(id)) add(record);
    return [...ordered];
  }

  /** Starts services one after the other. */
  async #startAll(records: readonly ServiceRecord[]): Promise<void> {
    for (const record of records) if (record.state === 'stopped') record.set('starting');
    try {
      for (const record of records) await this.#startOne(record);
    } finally {
      this.#settle(records);
    }
  }

  /** Whatever happened, no service is left as if it were still starting: blocks would wait for it for ever. */
  #settle(records: readonly ServiceRecord[]): void {
    for (const record of records) if (record.state === 'starting') record.set('stopped');
    this.#options.changed();
  }

  async #startOne(record: ServiceRecord): Promise<void> {
    record.wanted = true;
    if (record.state === 'ready' || this.#closed) return;
    const before = performance.now();
    const { report, moved } = await this.#launch(record);
    if (report.type === 'ended') {
      record.set('failed', {
        detail: report.error ?? 'It ended while it was starting.',
        hint: 'Look at its log, then start it again.',
      });
      this.#options.changed();
      throw new RunnerError(
        'service.failed',
        `${record.title} did not start: ${report.error?.replace(/\.$/, '') ?? 'it ended by itself'}.`,
        {
          hint: 'Look at its log in the workbench, then start it again.',
        },
      );
    }
    record.readyMs = Math.round(performance.now() - before);
    record.set('ready', moved.length > 0 ? { detail: moved.join(' ') } : {});
    this.#options.changed();
  }

  async #stopOne(record: ServiceRecord, then: 'stopped' | 'starting' = 'stopped'): Promise<void> {
    record.wanted = false;
    if (this.#child && ['ready', 'starting'].includes(record.state)) {
      record.set('stopping');
      this.#options.changed();
      await this.#order({ type: 'stop', service: record.service.id });
    }
    record.set(then);
    this.#options.changed();
  }

  /** Orders a start; again with other ports, when somebody took one between our look and the service's own. */
  async #launch(record: ServiceRecord): Promise<{ report: Ended | Ready; moved: string[] }> {
    for (let tries = 1; ; tries++) {
      const { ports, moved } = await choosePorts({
        title: record.title,
        wanted: record.form.ports,
        last: record.ports,
      });
      record.ports = ports;
      record.set('starting');
      this.#options.changed();
      const { id } = record.service;
      const { dataDir, proxyUrl } = this.#options;
      const start = { service: id, dataDir: join(dataDir, id), ports, ...(proxyUrl !== undefined && { proxyUrl }) };
      const report = await this.#order({ type: 'start', ...start });
      if (report.type === 'ready' || report.code !== 'EADDRINUSE' || tries >= MAX_PORT_TRIES) return { report, moved };
    }
  }

  /** Sends an order and waits for what comes of it. A service that does not answer takes the process with it. */
  #order(order: StackOrder): Promise<Ended | Ready> {
    const child = this.#process();
    return new Promise((resolve) => {
      const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      this.#waiting.set(order.service, (report) => {
        if (order.type === 'stop' && report.type === 'ready') return;
        clearTimeout(late);
        this.#waiting.delete(order.service);
        resolve(report);
      });
      child.send(order, () => undefined); // A process that cannot be told has ended, or ends now: that is heard.
    });
  }

  #process(): ChildProcess {
    if (this.#child) return this.#child;
    // Detached: Ctrl-C in the runner's terminal must not reach it; the runner decides when the services end.
    const options = {
      env: this.#options.environment,
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'] as ['ignore', 'inherit', 'inherit', 'ipc'],
    };
    const child = fork(join(import.meta.dirname, 'stack-process.ts'), [this.#options.mark], options);
    this.#child = child;
    child.on('message', (report) => this.#hear(report as StackReport));
    child.on('error', (error: NodeJS.ErrnoException) => {
      log.error({ code: error.code, syscall: error.syscall }, 'the process of the embedded services');
      // One that could not be started has no exit to be heard of.
      if (child.pid === undefined) this.#processEnded(`it could not be started: ${error.code}`);
    });
    child.on('exit', (code, signal) => this.#processEnded(signal ?? `exit ${code}`));
    return child;
  }

  #hear(report: StackReport): void {
    if (report.type === 'memory') {
      this.#memoryBytes = report.total;
      for (const [id, bytes] of Object.entries(report.services)) this.#record(id as ServiceId).memoryBytes = bytes;
      this.#options.changed();
      return;
    }
    const record = this.#record(report.service);
    if (report.type === 'log') {
      record.addLine(report.line);
      return;
    }
    const waiting = this.#waiting.get(report.service);
    if (waiting) waiting(report);
    else if (report.type === 'ended' && record.wanted) this.#serviceEnded(record, report.error);
  }

  /** A service's thread ended by itself: start it again, unless it does so all the time. */
  #serviceEnded(record: ServiceRecord, error: string | undefined): void {
    log.error({ service: record.service.id, error }, 'a service ended by itself');
    record.deaths = recent([...record.deaths, Date.now()]);
    if (record.deaths.length > MAX_DEATHS) {
      record.set('failed', {
        detail: `${record.title} ended unexpectedly, again and again.`,
        hint: 'Look at its log, then reset it.',
      });
    } else {
      // Not `failed`: a block that is run meanwhile waits for it to be back.
      record.set('starting', { detail: 'It ended unexpectedly and is starting again.' });
      void this.#again([record], `${record.title} ended unexpectedly and was started again.`);
    }
    this.#options.changed();
  }

  #processEnded(how: string): void {
    this.#child = undefined;
    this.#memoryBytes = undefined;
    const wanted = [...this.#records.values()].filter((record) => record.wanted && !this.#closed);
    for (const record of this.#records.values()) if (record.state === 'ready') record.set('stopped');
    const waiting = [...this.#waiting];
    for (const [service, resolve] of waiting)
      resolve({ type: 'ended', service, error: `The process of the embedded services ended (${how}).` });
    this.#options.changed();
    if (wanted.length === 0) return;
    log.error({ how }, 'the process of the embedded services ended by itself');
    this.#deaths = recent([...this.#deaths, Date.now()]);
    if (this.#deaths.length > MAX_DEATHS) {
      for (const record of wanted)
        record.set('failed', {
          detail: 'It ended unexpectedly, again and again.',
          hint: 'Start it again; if it does not stay, reset it.',
        });
      this.#say(
        `The embedded services ended ${this.#deaths.length} times within a minute and stay down.`,
        'Start them again; if they do not stay, reset them.',
      );
    } else {
      for (const record of wanted) record.set('starting', { detail: 'It ended unexpectedly and is starting again.' });
      void this.#again(
        wanted,
        'The embedded services ended unexpectedly and were started again. What was not persistent is gone.',
      );
    }
    this.#options.changed();
  }

  async #again(records: ServiceRecord[], words: string): Promise<void> {
    try {
      await this.#turns.take(async () => {
        await this.#startAll(records.filter(({ wanted }) => wanted));
        this.#say(words, 'Verify says what is missing; run those blocks again.');
        this.#options.changed();
      });
    } catch (error) {
      log.error({ err: error }, 'starting again failed'); // The state of the service says it to the learner.
    }
  }
}

const recent = (times: number[]): number[] => times.filter((time) => Date.now() - time < DEATHS_WITHIN_MS);
