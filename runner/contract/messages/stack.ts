import * as z from 'zod';
import { requestId, stackId } from '../ids.ts';
import { SERVICE_IDS } from '../services.ts';

const service = z.enum(SERVICE_IDS);

export const serviceState = z.enum(['stopped', 'starting', 'ready', 'stopping', 'failed']);
export type ServiceState = z.infer<typeof serviceState>;

/** One address of a service on the learner's machine. */
export const endpoint = z.strictObject({
  /** What speaks there: `management`, `amqp`. */
  name: z.string(),
  url: z.string(),
  port: z.int(),
  /** The usual port, when it was taken and another one is used. */
  usualPort: z.int().optional(),
});
export type Endpoint = z.infer<typeof endpoint>;

/** What a service that is starting is doing just now, and how far that is. */
export const startProgress = z.strictObject({
  /** `waiting`: it runs and is not healthy yet. */
  step: z.enum(['pulling', 'building', 'creating', 'waiting']),
  /** Both are there when the sizes are known. */
  doneBytes: z.number().optional(),
  totalBytes: z.number().optional(),
});
export type StartProgress = z.infer<typeof startProgress>;

export const serviceStatus = z.strictObject({
  service,
  title: z.string(),
  state: serviceState,
  /** One sentence about the state, such as why it failed or what it is doing. */
  detail: z.string().optional(),
  hint: z.string().optional(),
  /** False: it has no form on this stack. */
  available: z.boolean(),
  endpoints: z.array(endpoint),
  /** A page of its own to open in the browser. */
  ui: z.string().optional(),
  memoryBytes: z.number().optional(),
  /** What it may take at most, where that is limited. */
  memoryLimitBytes: z.number().optional(),
  /** The image it runs from, on the Docker stack. */
  image: z.string().optional(),
  /** While it is starting, where that takes long. */
  progress: startProgress.optional(),
  /** How long it took to be ready (ms). */
  readyMs: z.number().optional(),
});
export type ServiceStatus = z.infer<typeof serviceStatus>;

/** The stack in use and its services. */
export const stackStatus = z.strictObject({
  stack: stackId,
  /** `failed`: its process ended and is not coming back by itself. */
  state: serviceState,
  detail: z.string().optional(),
  hint: z.string().optional(),
  services: z.array(serviceStatus),
  memoryBytes: z.number().optional(),
  readyMs: z.number().optional(),
});
export type StackStatus = z.infer<typeof stackStatus>;

/** Start, stop (keeping data) or reset (removing data) all services, or one. */
const target = { id: requestId, service: service.optional() };
export const stackStart = z.strictObject({ type: z.literal('stack.start'), ...target });
export const stackStop = z.strictObject({ type: z.literal('stack.stop'), ...target });
export const stackReset = z.strictObject({ type: z.literal('stack.reset'), ...target });
/** One line of a preflight. `missing` is what stops a learner; `note` is only worth knowing. */
export const preflightLine = z.strictObject({ state: z.enum(['ok', 'note', 'missing']), what: z.string(), words: z.string() });
export type PreflightLine = z.infer<typeof preflightLine>;

/** Is this machine ready for a stack? The reply is `stack.preflight`. Nothing is started by asking. */
export const stackReadPreflight = z.strictObject({ type: z.literal('stack.read-preflight'), id: requestId, stack: stackId });
/**
 * `ready`: no line is `missing`. `download` says what a first start fetches or builds, when anything is not here yet.
 * `ends`: what runs now, in any lesson, and would end if that stack were selected.
 */
export const stackPreflight = z.strictObject({
  type: z.literal('stack.preflight'),
  id: requestId,
  stack: stackId,
  ready: z.boolean(),
  lines: z.array(preflightLine),
  download: z.string().optional(),
  ends: z.strictObject({ blocks: z.int().min(0), shells: z.int().min(0) }),
});

/**
 * Use the other stack: runs and shells of this one end, its services stop with their data kept, those of the other one
 * start. Every page hears of it as `stack.state` with the other stack's id, and then opens its lesson anew.
 */
export const stackSelect = z.strictObject({ type: z.literal('stack.select'), id: requestId, stack: stackId });
/** The newest lines of a service's log; the reply is `stack.logs`. */
export const stackReadLogs = z.strictObject({ type: z.literal('stack.read-logs'), id: requestId, service });

export const stackChanged = z.strictObject({ type: z.literal('stack.state'), status: stackStatus });
export const stackLogs = z.strictObject({ type: z.literal('stack.logs'), id: requestId, service, lines: z.array(z.string()) });
