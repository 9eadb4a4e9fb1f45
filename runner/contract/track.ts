import * as z from 'zod';
import { slug } from './ids.ts';
import { serviceId } from './services.ts';

/** The kinds of part a pipeline picture knows; each has its own shape. */
export const nodeKind = z.enum(['source', 'queue', 'topic', 'connector', 'processor', 'table', 'store', 'dashboard']);
export type NodeKind = z.infer<typeof nodeKind>;

/** One part of the pipeline. */
export const trackNode = z.strictObject({
  id: slug,
  kind: nodeKind,
  /** Its name in the picture, as short as it can be. */
  label: z.string().min(1).max(24),
  /** What it is, in a few words: `RabbitMQ queue`. */
  note: z.string().max(40).optional(),
  service: serviceId.optional(),
});
export type TrackNode = z.infer<typeof trackNode>;

/** `content/<track>/track.yaml`. */
export const trackFields = z.strictObject({
  title: z.string().min(1).max(60),
  summary: z.string().min(1).max(200),
  /** What the learner will have built, one sentence. */
  builds: z.string().min(1).max(200),
  order: z.int().min(1),
  /** Whom it is for: `learners` see it among the tracks of the home page, `authors` find their guide there. */
  for: z.enum(['learners', 'authors']).default('learners'),
  /** Lessons are still missing; a track without any is shown as in preparation. */
  complete: z.boolean().default(false),
  services: z.array(serviceId).default([]),
  nodes: z.array(trackNode).min(1),
  /** `[from, to]`, ids of nodes. */
  edges: z.array(z.tuple([z.string(), z.string()], { error: 'two parts are wanted, such as [queue, topic]' })).default([]),
});
export type TrackFields = z.infer<typeof trackFields>;
