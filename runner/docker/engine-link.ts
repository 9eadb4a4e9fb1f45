import { StringDecoder } from 'node:string_decoder';
import type { RunnerError } from '../errors.ts';
import { log } from '../lib/log.ts';
import { engineGone, isLate } from './docker-fault.ts';
import { type Engine, findEngine } from './engine.ts';

/** Something that happened in the engine, as `GET /events` says it. */
export type EngineEvent = {
  Type: 'container' | 'network' | 'image';
  /** `die`, `health_status: healthy`, … */
  Action: string;
  Actor: { ID: string; Attributes: Record<string, string> };
};

export type EngineLinkOptions = {
  environment: Record<string, string>;
  onEvent: (event: EngineEvent) => void;
  /** The engine that was there ended, or does not answer any more. */
  onGone: (why: RunnerError) => void;
};

/** An engine that does not answer within this, twice, is gone (ms). */
const ANSWER_MS = 10_000;
const PING_EVERY_MS = 5_000;

/** What is worth hearing; health checks alone would make three events each, all the time. */
const ACTIONS = [
  'create',
  'start',
  'kill',
  'die',
  'oom',
  'destroy',
  'health_status',
  'disconnect',
  'tag',
  'load',
  'pull',
  'import',
];

/** The connection with the engine: there while its stream of events is open and it answers. */
export class EngineLink {
  #options: EngineLinkOptions;
  #engine: Engine | undefined;
  #gone = new AbortController();
  #connecting: Promise<Engine> | undefined;
  #pings: NodeJS.Timeout | undefined;

  constructor(options: EngineLinkOptions) {
    this.#options = options;
    this.#gone.abort(engineGone());
  }

  /** The engine, while it is there. */
  get engine(): Engine | undefined {
    return this.#engine;
  }

  /** Aborted when the engine that is there now is gone. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** The engine that is there, or one that is found now. @throws RunnerError 'docker.unavailable' */
  async connect(): Promise<Engine> {
    if (this.#engine) return this.#engine;
    this.#connecting ??= this.#open().finally(() => {
      this.#connecting = undefined;
    });
    return await this.#connecting;
  }

  /** Says that the engine did not answer; asked anew when that is not so. */
  suspect(): void {
    if (this.#engine) void this.#ping(this.#engine);
  }

  close(): void {
    this.#end();
  }

  async #open(): Promise<Engine> {
    const engine = await findEngine(this.#options.environment);
    const gone = new AbortController();
    const events = await engine.docker.getEvents({
      filters: JSON.stringify({ type: ['container', 'network', 'image'], event: ACTIONS }),
      abortSignal: gone.signal,
    });
    this.#engine = engine;
    this.#gone = gone;
    const lost = (): void => this.#lost(engine, engineGone());
    this.#read(events);
    events.on('end', lost).on('close', lost).on('error', lost);
    this.#pings = setInterval(() => void this.#ping(engine), PING_EVERY_MS).unref();
    return engine;
  }

  #read(events: NodeJS.ReadableStream): void {
    const decoder = new StringDecoder();
    let rest = '';
    events.on('data', (data: Buffer) => {
      const lines = (rest + decoder.write(data)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines.filter(Boolean)) {
        try {
          this.#options.onEvent(JSON.parse(line) as EngineEvent);
        } catch (error) {
          log.error({ err: error }, 'an event of the engine');
        }
      }
    });
  }

  /** One that hangs keeps its connections open. */
  async #ping(engine: Engine): Promise<void> {
    // Its types do not know that `ping` takes options.
    const ping = engine.docker.ping.bind(engine.docker) as (options: { abortSignal: AbortSignal }) => Promise<unknown>;
    let why: unknown;
    for (let tries = 0; tries < 2; tries++) {
      try {
        await ping({ abortSignal: AbortSignal.timeout(ANSWER_MS) });
        return;
      } catch (error) {
        why = error;
        log.debug({ err: error }, 'the engine did not answer');
      }
    }
    this.#lost(engine, engineGone(why, isLate(why) ? 'hangs' : 'ended'));
  }

  #lost(engine: Engine, why: RunnerError): void {
    if (engine !== this.#engine) return;
    this.#end(why);
    this.#options.onGone(why);
  }

  #end(why = engineGone()): void {
    clearInterval(this.#pings);
    this.#engine = undefined;
    this.#gone.abort(why);
  }
}
