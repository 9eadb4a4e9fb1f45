import * as z from 'zod';
import { fileName } from './block.ts';
import { slug } from './ids.ts';
import { serviceId } from './services.ts';

/** The kinds of part a pipeline picture knows; each has its own shape. */
export const nodeKind = z.enum(['source', 'queue', 'topic', 'connector', 'processor', 'table', 'store', 'dashboard']);
export type NodeKind = z.infer<typeof nodeKind>;

/** One part of the pipeline. */
export const trackNode = z.strictObject({
  id: slug.describe('Its name in `edges` and in the `adds` of lessons.'),
  kind: nodeKind.describe('What it is; each kind has its own shape.'),
  label: z.string().min(1).max(24).describe('Its name in the picture, as short as it can be.'),
  note: z.string().max(40).optional().describe('What it is, in a few words: `RabbitMQ queue`.'),
  service: serviceId.optional().describe('The service that it lives in: its state shows in the picture.'),
  shows: z
    .string()
    .max(300)
    .regex(/^[a-z]+(?: \S+)?$/, 'a kind and a name, such as queue test_queue')
    .optional()
    .describe('What of its service is counted in the live picture, and can be peeked at: `queue test_queue`, `topic orders`.'),
  program: fileName
    .optional()
    .describe('The file of a program in the background that this part is: the live picture shows whether it runs, and its rate.'),
});
export type TrackNode = z.infer<typeof trackNode>;

/** `content/<track>/track.yaml`. */
export const trackFields = z.strictObject({
  title: z.string().min(1).max(60).describe('What the track is called.'),
  summary: z.string().min(1).max(200).describe('One sentence about what flows through it.'),
  builds: z.string().min(1).max(200).describe('What the learner will have built, one sentence.'),
  order: z.int().min(1).describe('Its place among the tracks.'),
  for: z
    .enum(['learners', 'authors'])
    .default('learners')
    .describe('Whom it is for: `learners` see it among the tracks of the home page, `authors` find their guide there.'),
  complete: z.boolean().default(false).describe('No lesson is missing any more; a track without any is shown as in preparation.'),
  services: z.array(serviceId).default([]).describe('The services that its lessons use.'),
  nodes: z.array(trackNode).min(1).describe('The parts of the picture, in the order in which they flow.'),
  edges: z
    .array(z.tuple([z.string(), z.string()], { error: 'two parts are wanted, such as [queue, topic]' }))
    .default([])
    .describe('`[from, to]`, ids of nodes.'),
});
export type TrackFields = z.infer<typeof trackFields>;
