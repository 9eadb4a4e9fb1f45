import type { FieldType } from './model.ts';

/** A field of a measurement. `place` tells it from the others in arrays; it has no meaning on the disk. */
export type Field = { name: string; type: FieldType; place: number };
