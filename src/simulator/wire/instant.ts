/** A moment in an answer. XML spells it as a date, JSON as epoch seconds. */
export class Instant {
  constructor(readonly epochSeconds: number) {}

  toISOString(): string {
    return new Date(this.epochSeconds * 1_000).toISOString();
  }

  toJSON(): number {
    return this.epochSeconds;
  }
}
