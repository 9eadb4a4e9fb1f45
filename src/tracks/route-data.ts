import { defineRouteMiddleware } from '@astrojs/starlight/route-data';
import { lessonDescription, lessonTitle } from './track-facts.ts';
import { findLesson, type Lesson, listTracks } from './tracks.ts';

/**
 * What Starlight knows about a lesson's page: the sidebar holds its own track only, and the pages before and after
 * are those of the track.
 */
export const onRequest = defineRouteMiddleware(async ({ locals }) => {
  const route = locals.starlightRoute;
  if (route.toc) route.toc.items = route.toc.items.filter(({ slug }) => slug !== '_top');
  const place = await findLesson(route.id);
  route.sidebar = [];
  route.pagination = { prev: undefined, next: undefined };
  if (!place) return;
  const { track, lesson } = place;
  route.sidebar = track.lessons.map((other) => ({ ...linkTo(other), isCurrent: other.id === lesson.id }));
  const [previous, next] = [track.lessons[lesson.number - 2], track.lessons[lesson.number]];
  route.pagination = { prev: previous && linkTo(previous), next: next && linkTo(next) };
  const content = lessonDescription(lesson, track);
  route.head.push({ tag: 'meta', attrs: { name: 'description', content } });
  route.head.push({ tag: 'meta', attrs: { property: 'og:description', content } });
  const title = route.head.find(({ tag }) => tag === 'title');
  if (title) title.content = lessonTitle(lesson, track, await listTracks());
});

function linkTo(lesson: Lesson) {
  return { type: 'link' as const, label: lesson.title, href: lesson.href, isCurrent: false, badge: undefined, attrs: {} };
}
