/** What was asked for cannot be made: what is wrong, and what to write instead. Nothing was written. */
export class Refusal extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = 'Refusal';
    this.hint = hint;
  }
}
