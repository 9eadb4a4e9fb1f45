import type { WebSocket } from 'ws';
import * as z from 'zod';
import { type ClientMessage, clientMessage } from '#contract/client-message.ts';
import { MAX_MESSAGE_BYTES, RATE_BURST, RATE_PER_SECOND, STREAM_RATE_BURST, STREAM_RATE_PER_SECOND } from '#contract/limits.ts';
import { suggest } from '#contract/nearest.ts';
import type { RunnerMessage } from '#contract/runner-message.ts';
import { RunnerError, toErrorBody } from '../errors.ts';
import type { Runner } from '../runner.ts';
import { handlers } from './handlers/handlers.ts';
import { LessonView } from './lesson-view.ts';
import { PipelineView } from './pipeline-view.ts';
import { ProgramView } from './program-view.ts';
import { RateLimit } from './rate-limit.ts';
import { TerminalView } from './terminal-view.ts';

const TYPES = clientMessage.options.map((option) => option.shape.type.value);

/** One page's WebSocket: parses, dispatches, sends. Whatever comes in is answered or refused; nothing gets past it. */
export class Connection {
  readonly runner: Runner;
  readonly terminals: TerminalView;
  readonly pipeline: PipelineView;
  readonly programs: ProgramView;
  view: LessonView | undefined;
  /** The page has said hello in our version. */
  isWelcome = false;
  #socket: WebSocket;
  #requests = new RateLimit({ burst: RATE_BURST, perSecond: RATE_PER_SECOND });
  #streams = new RateLimit({ burst: STREAM_RATE_BURST, perSecond: STREAM_RATE_PER_SECOND });

  constructor(socket: WebSocket, runner: Runner) {
    this.#socket = socket;
    this.runner = runner;
    this.terminals = new TerminalView({ runner, send: (message) => this.send(message) });
    this.pipeline = new PipelineView({ runner, send: (message) => this.send(message) });
    this.programs = new ProgramView({ runner, send: (message) => this.send(message) });
    const unsubscribe = runner.subscribe({
      hear: (message) => this.#hear(message),
      shows: () => this.view?.lesson,
    });
    socket.on('message', (data, isBinary) => void this.#receive(data as Buffer, isBinary));
    socket.on('close', () => {
      unsubscribe();
      this.view?.close();
      this.terminals.close();
      this.pipeline.close();
      this.programs.close();
    });
  }

  send(message: RunnerMessage): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Shows another lesson, or the same again. */
  show(lesson: string): LessonView {
    this.view?.close();
    this.view = new LessonView(lesson, { runner: this.runner, send: (message) => this.send(message) });
    return this.view;
  }

  /** Something happened that this page may hear of. */
  #hear(message: RunnerMessage): void {
    if (!this.isWelcome) return;
    this.send(message);
    if (message.type === 'block.state') this.view?.follow(message.status.block);
  }

  async #receive(data: Buffer, isBinary: boolean): Promise<void> {
    let id: number | undefined;
    try {
      const value = readJson(data, isBinary);
      id = requestIdOf(value);
      const message = this.#parse(value);
      if (!this.isWelcome && message.type !== 'session.hello')
        throw new RunnerError('message.malformed', 'The first message of a connection is session.hello.', {
          hint: 'Reload the page.',
        });
      const reply = await dispatch(message, this);
      if (reply === 'sent') return;
      if (reply) this.send(reply);
      else if (id !== undefined) this.send({ type: 'request.done', id });
    } catch (error) {
      this.send({ type: 'request.failed', ...(id !== undefined && { id }), error: toErrorBody(error) });
    }
  }

  #parse(value: unknown): ClientMessage {
    const type = typeOf(value);
    const limit = /\.(ack|input|resize)$/.test(type) ? this.#streams : this.#requests;
    if (!limit.take())
      throw new RunnerError('message.too-many', 'This page sends too much at once.', { hint: 'Wait a second and try again.' });
    const parsed = clientMessage.safeParse(value);
    if (parsed.success) return parsed.data;
    if (!(TYPES as string[]).includes(type))
      throw new RunnerError('message.malformed', `There is no message ${JSON.stringify(type.slice(0, 60))}.`, {
        hint: suggest(type.slice(0, 60), TYPES),
      });
    throw new RunnerError(
      'message.malformed',
      `The message ${type} is not as the contract says: ${z.prettifyError(parsed.error).split('\n').slice(0, 2).join(' ')}`,
      { hint: 'Reload the page.' },
    );
  }
}

function readJson(data: Buffer, isBinary: boolean): unknown {
  if (isBinary) throw new RunnerError('message.malformed', 'Messages are text, not binary.');
  if (data.length > MAX_MESSAGE_BYTES) {
    throw new RunnerError(
      'message.malformed',
      `A message of ${data.length.toLocaleString('en-US')} bytes is too large; ${MAX_MESSAGE_BYTES.toLocaleString('en-US')} are allowed.`,
      { hint: 'Make the text shorter.' },
    );
  }
  try {
    return JSON.parse(data.toString('utf8'));
  } catch (cause) {
    throw new RunnerError('message.malformed', 'The message is not JSON.', { hint: 'Reload the page.', cause });
  }
}

/** What a message calls itself; anything but a text is no type, and need not even be printable. */
function typeOf(value: unknown): string {
  const type = (value as { type?: unknown } | null)?.type;
  return typeof type === 'string' ? type : '';
}

function requestIdOf(value: unknown): number | undefined {
  const id = (value as { id?: unknown } | null)?.id;
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : undefined;
}

async function dispatch<Type extends ClientMessage['type']>(
  message: Extract<ClientMessage, { type: Type }>,
  connection: Connection,
): Promise<RunnerMessage | 'sent' | undefined> {
  const handle = handlers[message.type as Type];
  return (await handle(message, connection)) ?? undefined;
}
