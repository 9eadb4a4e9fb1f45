import type { Connection } from './runner-client.ts';

/**
 * What the page says when it cannot talk to the runner: what is so, what to do, and the command to copy. Without an
 * `action` no button helps.
 */
export type GoneWords = { strong: string; rest: string; command?: string; action?: 'retry' | 'reload' };

/** The words for a connection that is not there; undefined while there is nothing to say. */
export function goneWords(connection: Connection): GoneWords | undefined {
  switch (connection) {
    case 'gone':
      return {
        strong: 'The runner is not there.',
        rest: 'You can read on. Blocks are run by Towpath’s runner, a program on your machine. Start it in the project’s folder:',
        command: 'npm start',
        action: 'retry',
      };
    case 'elsewhere':
      return {
        strong: 'There is no runner behind this copy of the pages.',
        rest: 'You can read on. Blocks run on your own machine: get the Towpath project, as its README says, and start it in its folder:',
        command: 'npm start',
        action: 'retry',
      };
    case 'signed-out':
      return {
        strong: 'This page is not signed in to the runner.',
        rest: 'Open the address that npm start printed.',
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

/** The same in few words, for the header: `not signed in`. Empty while there is nothing to say. */
export function goneWord(connection: Connection): string {
  switch (connection) {
    case 'gone':
      return 'not running';
    case 'elsewhere':
      return 'no runner';
    case 'signed-out':
      return 'not signed in';
    case 'outdated':
      return 'another version';
    default:
      return '';
  }
}
