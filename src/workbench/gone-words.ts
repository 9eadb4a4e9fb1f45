import type { Connection } from './runner-client.ts';

/** What the page says when it cannot talk to the runner: what is so, what to do, and the command to copy. */
export type GoneWords = { strong: string; rest: string; command?: string; action: 'retry' | 'reload' };

/** The words for a connection that is not there; undefined while there is nothing to say. */
export function goneWords(connection: Connection): GoneWords | undefined {
  switch (connection) {
    case 'gone':
      return {
        strong: 'The runner is not there.',
        rest: 'You can read on. To run blocks, start it in the project’s folder:',
        command: 'npm start',
        action: 'retry',
      };
    case 'signed-out':
      return {
        strong: 'This page is not signed in to the runner.',
        rest: 'Open the address that npm start printed.',
        action: 'retry',
      };
    case 'outdated':
      return {
        strong: 'The runner is of another version than this page.',
        rest: 'Reload the page. If this stays, run npm start again.',
        action: 'reload',
      };
    default:
      return undefined;
  }
}
