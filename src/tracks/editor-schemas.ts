import * as z from 'zod';
import { lessonFields } from '#contract/lesson.ts';
import { trackFields } from '#contract/track.ts';

/** JSON Schemas by the name of what they describe: the frontmatter of a lesson, and a `track.yaml`. */
export type EditorSchemas = { lesson: object; track: object };

/**
 * What an editor completes and checks while somebody writes: the contract's own schemas, of what an author may leave
 * out too. Draft 7 is what the YAML language server knows best.
 */
export function editorSchemas(): EditorSchemas {
  return { lesson: schemaOf(lessonFields, 'A lesson'), track: schemaOf(trackFields, 'A track') };
}

function schemaOf(fields: z.ZodType, title: string): object {
  const { $schema, ...schema } = z.toJSONSchema(fields, { io: 'input', target: 'draft-7' });
  return { $schema, title, ...schema };
}
