import { keepEntries } from './cut-source.ts';
import { entriesOf } from './edit-source.ts';

/** The check that Echo has as the template; what authors have added to it is of their lessons. */
export const OWN_CHECK = 'echo.heard';

/** The checks that were added to Echo, by the text of its contract. */
export function addedChecks(contract: string): string[] {
  return entriesOf(contract, 'echoTitles').flatMap(({ name }) => (name === OWN_CHECK ? [] : name));
}

/** A file of Echo's checks, its contract's or its code's, with its own check alone and nothing that only others use. */
export function onlyOwnCheck(source: string): string {
  return keepEntries(source, ['echoChecks', 'echoTitles'], (name) => name === OWN_CHECK || name === 'echoHeard');
}
