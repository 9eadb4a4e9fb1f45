import type { Unit } from './units.ts';

/** Units in the hands of an order: nobody else sets their state. An order inside another may hold them again. */
export class HeldUnits {
  #held = new Map<Unit, number>();

  has(unit: Unit): boolean {
    return this.#held.has(unit);
  }

  hold(units: readonly Unit[]): void {
    for (const unit of units) this.#held.set(unit, (this.#held.get(unit) ?? 0) + 1);
  }

  release(units: readonly Unit[]): void {
    for (const unit of units) {
      const held = (this.#held.get(unit) ?? 1) - 1;
      if (held > 0) this.#held.set(unit, held);
      else this.#held.delete(unit);
    }
  }
}
