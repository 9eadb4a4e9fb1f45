import type { Table } from './message-queue.ts';
import { badRequest, Crash } from './refusals.ts';

/**
 * AMQP's table from JSON: an object; an empty list is an empty table.
 * @throws Refusal `null_not_allowed` for a null anywhere in it.
 */
export function tableFrom(value: unknown): Table {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Crash();
  if (hasNull(value)) throw badRequest('null_not_allowed');
  return value as Table;
}

function hasNull(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.values(value).some(hasNull));
}
