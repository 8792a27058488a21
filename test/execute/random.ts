/** Numbers that look random and are the same in every run with the same seed. */
export class Random {
  #state: number;

  constructor(seed: string) {
    let hash = 2_166_136_261;
    for (const character of seed) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619);
    this.#state = hash >>> 0 || 1;
  }

  /** A whole number from 0, below `end`. */
  below(end: number): number {
    this.#state = (Math.imul(this.#state ^ (this.#state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0;
    return ((this.#state ^ (this.#state >>> 13)) >>> 0) % end;
  }

  pick<T>(items: readonly T[]): T {
    // Never outside the list, which may hold undefined.
    return items[this.below(items.length)] as T;
  }

  /** Whether what happens once in so many times does. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }
}
