import type { HandlersOf } from './handlers.ts';

/** `program.*`: blocks that go on in the background. */
export const programHandlers: HandlersOf<
  'program.start' | 'program.run' | 'program.watch' | 'program.attach' | 'program.detach' | 'program.ack'
> = {
  'program.start': async (message, { runner }) => {
    const lesson = runner.lessons.get(message.lesson);
    runner.tracks.refuseDuringReset(lesson.track);
    await runner.programs.start(lesson);
  },
  'program.run': async (place, { runner }) => {
    runner.tracks.refuseDuringReset(runner.lessons.get(place.lesson).track);
    await runner.programs.run(place);
  },
  'program.watch': ({ watches }, { programs }) => programs.watch(watches),
  'program.attach': (place, { programs }) => programs.attach(place),
  'program.detach': (place, { programs }) => programs.detach(place),
  'program.ack': (message, { programs }) => programs.acknowledge(message),
};
