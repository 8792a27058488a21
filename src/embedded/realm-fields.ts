/** Reads the fields of one object of a realm export. Each throws a TypeError that names the field, never its value. */
export interface RealmFields {
  /** Where the object is in the file: `users[0]`. */
  readonly path: string;
  text(name: string): string;
  optionalText(name: string): string | undefined;
  /** A whole number above zero. */
  seconds(name: string, absent: number): number;
  flag(name: string, absent: boolean): boolean;
  texts(name: string): readonly string[];
  textsByName(name: string): Readonly<Record<string, readonly string[]>>;
  objects(name: string): readonly RealmFields[];
}

/** @param path where the value is in the file; a TypeError says that it must be an object when it is not. */
export function toRealmFields(value: unknown, path: string): RealmFields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`${path} must be an object`);
  }
  const fields = new Map<string, unknown>(Object.entries(value));
  const at = (name: string) => (path === "the realm" ? name : `${path}.${name}`);

  function read<T>(name: string, kind: string, accepts: (found: unknown) => found is T, absent?: T): T {
    const found = fields.get(name) ?? absent;
    if (!accepts(found)) throw new TypeError(`${at(name)} must be ${kind}`);
    return found;
  }

  return {
    path,
    text: (name) => read(name, "a text that is not empty", isText),
    optionalText: (name) => (fields.has(name) ? read(name, "a text that is not empty", isText) : undefined),
    seconds: (name, absent) => read(name, "a number of seconds above zero", isSeconds, absent),
    flag: (name, absent) => read(name, "true or false", isFlag, absent),
    texts: (name) => read(name, "a list of texts", isTexts, []),
    textsByName(name) {
      const inner = toRealmFields(fields.get(name) ?? {}, at(name));
      const names = Object.keys(fields.get(name) ?? {});
      return Object.fromEntries(names.map((key) => [key, inner.texts(key)]));
    },
    objects: (name) =>
      read(name, "a list of objects", Array.isArray, []).map((item, index) =>
        toRealmFields(item, `${at(name)}[${index}]`),
      ),
  };
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isSeconds = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
