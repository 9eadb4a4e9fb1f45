import { defineCollection } from 'astro:content';
import { docsSchema, i18nSchema } from '@astrojs/starlight/schema';
import { lessonFields } from '#contract/lesson.ts';
import { recordedOutputs } from '#contract/recorded.ts';
import { trackFields } from '#contract/track.ts';
import { lessonsLoader } from './tracks/lessons-loader.ts';
import { tracksLoader } from './tracks/tracks-loader.ts';

/** `docs` is the name Starlight asks for: the lessons. `tracks` are their `track.yaml`. */
export const collections = {
  docs: defineCollection({
    loader: lessonsLoader(),
    schema: docsSchema({ extend: lessonFields.omit({ draft: true }).partial().extend({ recorded: recordedOutputs.optional() }) }),
  }),
  // Starlight asks for it; without an entry every build warns.
  i18n: defineCollection({ loader: () => [{ id: 'en' }], schema: i18nSchema() }),
  tracks: defineCollection({
    loader: tracksLoader(),
    schema: trackFields,
  }),
};
