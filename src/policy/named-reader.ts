const READ = Symbol('read');

interface Holder<Need, Value> {
  [READ](need: Need): Value;
}

/** Makes objects whose properties are a policy's needs by name, each read when it is looked at. */
export type NamedReader<Need, Value> = (read: (need: Need) => Value) => Readonly<Record<string, Value>>;

/**
 * The getters stand once on a prototype, not on each of the hundreds of thousands of contexts of a large fleet.
 * A name that is no need reads as undefined, as on any object without a prototype.
 */
export function namedReader<Need, Value>(needs: Readonly<Record<string, Need>>): NamedReader<Need, Value> {
  const prototype: object = Object.create(null);
  for (const [name, need] of Object.entries(needs)) {
    Object.defineProperty(prototype, name, {
      enumerable: true,
      get(this: Holder<Need, Value>): Value {
        return this[READ](need);
      },
    });
  }
  return (read) => {
    const holder: Holder<Need, Value> & Readonly<Record<string, Value>> = Object.create(prototype);
    holder[READ] = read;
    return holder;
  };
}
