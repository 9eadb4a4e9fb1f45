/**
 * The version of the messages between page and runner. Raise it with every change of a message and add a line
 * below; `tests/contract/version.test.ts` fails until both agree with the schemas.
 */
export const PROTOCOL_VERSION = 4;

/** What each version changed, with the fingerprint of its messages (FNV-1a of their JSON Schemas). */
export const PROTOCOL_HISTORY: Record<number, { fingerprint: string; what: string }> = {
  1: {
    fingerprint: 'fc3be1a828299ffc',
    what: 'The first lessons: blocks, files, verify, terminals, services and both stacks, progress, orders for a whole track.',
  },
  2: {
    fingerprint: 'cabcb1ecfa845564',
    what: 'The live picture of a track, and peeking at the newest messages of a part.',
  },
  3: {
    fingerprint: 'dcc2e79a4e10b6aa',
    what: 'Blocks in the background and the programs of a lesson; the line of an error that ended a program; when an order for a track began; totals that count offsets; what is in a service and not in the picture; parts of a picture that are programs.',
  },
  4: {
    fingerprint: '3364cc751c28af94',
    what: 'Totals that count what was heard; lessons that were brought; files that were changed outside of the page; outputs of before a service was reset.',
  },
};
