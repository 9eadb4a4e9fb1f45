import * as z from 'zod';
import { requestId, slug } from '../ids.ts';
import { SERVICE_IDS } from '../services.ts';
import { trackFields } from '../track.ts';

/**
 * How a part of a live picture is. `plain`: nothing of it is counted, and its service, if it has one, runs; `live`: it
 * was counted, or is a program that runs; `missing`: its service runs, and it is not there; `down`: its service does not run; `elsewhere`: its
 * service has no form on this stack; `silent`: its service runs and does not answer.
 */
export const partState = z.enum(['plain', 'live', 'missing', 'down', 'elsewhere', 'silent']);
export type PartState = z.infer<typeof partState>;

const perSecond = z.number().min(0);

/** What was seen of one part of a picture. */
export const partFigures = z.strictObject({
  /** The part's id in `track.yaml`. */
  part: slug,
  state: partState,
  /** The state in a few words, where nothing is counted: `stopped`, `not there yet`, `running`, `listening`. */
  words: z.string().optional(),
  /** A sentence more: why there is no answer. */
  detail: z.string().optional(),
  /** How many are in it now, and of what: 41 `waiting`, 1,284 `messages`. */
  count: z.int().min(0).optional(),
  noun: z.string().optional(),
  /** What else is known, in a few words each: `3 partitions`, `billing is 5 behind`. */
  facts: z.array(z.string()).optional(),
  /** How many came and went per second lately; absent while that is not known. */
  in: perSecond.optional(),
  out: perSecond.optional(),
});
export type PartFigures = z.infer<typeof partFigures>;

/**
 * What is in a service of the track and not in its picture, such as a topic of a lesson: `part` stands for it when its
 * messages are asked for, `<service> <kind> <name>`.
 */
export const otherThing = z.strictObject({
  part: z.string(),
  label: z.string(),
  service: z.enum(SERVICE_IDS),
  /** The first word of `shows`: `topic`, `queue`. */
  kind: z.string(),
});
export type OtherThing = z.infer<typeof otherThing>;

/** A part of the picture, or the `part` of something else. */
const anyPart = z.union([
  slug,
  z
    .string()
    .regex(/^[a-z-]+ [a-z]+ \S/)
    .max(320),
]);

/** Look at a track's picture: from now on this connection hears of it. One picture per connection; the reply is `pipeline.picture`. */
export const pipelineWatch = z.strictObject({ type: z.literal('pipeline.watch'), id: requestId, track: slug });
/** Look no more. Nothing is counted for a picture that nobody looks at. */
export const pipelineUnwatch = z.strictObject({ type: z.literal('pipeline.unwatch'), id: requestId });

/** The parts of a track's picture; sent again, without an id, when its author changed them. */
export const pipelinePicture = z.strictObject({
  type: z.literal('pipeline.picture'),
  id: requestId.optional(),
  track: slug,
  nodes: trackFields.shape.nodes,
  edges: z.array(z.tuple([z.string(), z.string()])),
});

/** All parts as they were seen last, and what else there is to look into; sent when something changed. */
export const pipelineFrame = z.strictObject({
  type: z.literal('pipeline.frame'),
  track: slug,
  parts: z.array(partFigures),
  others: z.array(otherThing),
});

/** A text that may be long or no text at all. */
export const peekedText = z.strictObject({
  text: z.string(),
  /** `base64`: it is not text. */
  encoding: z.enum(['utf8', 'base64']),
  /** How long all of it is (bytes), where `text` is only its beginning. */
  bytes: z.int().min(0).optional(),
});
export type PeekedText = z.infer<typeof peekedText>;

/** One message as it lies there. */
export const peekedMessage = z.strictObject({
  /** Where it lies: `0/1283` is partition and offset, `#4` the fourth of a queue. The same message keeps it while nothing is taken. */
  place: z.string(),
  /** When it was written (ms since 1970). */
  at: z.number().optional(),
  key: peekedText.optional(),
  /** Absent: there is a key and no value, which deletes the key. */
  value: peekedText.optional(),
  headers: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  /** What else is written on it: `delivered before`, `exchange orders`. */
  facts: z.array(z.string()),
});
export type PeekedMessage = z.infer<typeof peekedMessage>;

/** Look at the newest messages of a part, or of something that is not in the picture. `mayMark`: also when looking leaves a mark on them. The reply is `peek.messages`. */
export const peekRead = z.strictObject({
  type: z.literal('peek.read'),
  id: requestId,
  track: slug,
  part: anyPart,
  mayMark: z.boolean(),
});

/** The messages of a part; taken away is none. */
export const peekMessages = z.strictObject({
  type: z.literal('peek.messages'),
  id: requestId,
  part: anyPart,
  /** `asking`: nothing was looked at, because of the mark that it would leave. */
  state: z.enum(['seen', 'missing', 'asking']),
  /** The mark that looking leaves. */
  mark: z.string().optional(),
  /** How many there are in all, and of what. */
  total: z.int().min(0),
  /**
   * What `total` counts, where that is not all messages that are there. `offsets`: numbers, and not each of them has a
   * message that can be read; `heard`: those that came since somebody looks, as nobody keeps a count.
   */
  totalOf: z.enum(['offsets', 'heard']).optional(),
  noun: z.string(),
  /** Which ones these are, and in which order. */
  order: z.enum(['newest first', 'oldest first']),
  messages: z.array(peekedMessage),
});
export type PeekMessages = z.infer<typeof peekMessages>;
