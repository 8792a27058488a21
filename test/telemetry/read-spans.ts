/** A span as a receiver of OTLP gets it. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first of a trace. */
  readonly parentSpanId: string;
  readonly kind: "internal" | "server" | "client";
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Its words when it has failed, null when not. */
  readonly error: string | null;
  readonly resource: Readonly<Record<string, string | number>>;
}

/** Field numbers are those of `opentelemetry/proto/trace/v1/trace.proto`. */
export function readSpans(body: Uint8Array): ReceivedSpan[] {
  return many(body, 1).flatMap((resourceSpans) => {
    const resource = readAttributes(many(one(resourceSpans, 1), 1));
    return many(resourceSpans, 2).flatMap((scopeSpans) => many(scopeSpans, 2).map((span) => toSpan(span, resource)));
  });
}

function toSpan(span: Uint8Array, resource: ReceivedSpan["resource"]): ReceivedSpan {
  const status = one(span, 15);
  return {
    name: toText(one(span, 5)),
    traceId: toHex(one(span, 1)),
    spanId: toHex(one(span, 2)),
    parentSpanId: toHex(one(span, 4)),
    kind: ({ 1: "internal", 2: "server", 3: "client" } as const)[number(span, 6)] ?? "internal",
    attributes: readAttributes(many(span, 9)),
    error: number(status, 3) === 2 ? toText(one(status, 2)) : null,
    resource,
  };
}

function readAttributes(pairs: readonly Uint8Array[]): Record<string, string | number> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const value = one(pair, 2);
      const isText = readFields(value).some(([field]) => field === 1);
      return [toText(one(pair, 1)), isText ? toText(one(value, 1)) : number(value, 3)];
    }),
  );
}

/** Every field of a message of Protocol Buffers: bytes where it has a length, and a number where it is one. */
function readFields(message: Uint8Array): [number, Uint8Array | number][] {
  const fields: [number, Uint8Array | number][] = [];
  let at = 0;
  const readNumber = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = readNumber();
    const wire = tag % 8;
    if (wire === 0) fields.push([tag >> 3, readNumber()]);
    else {
      const length = { 1: 8, 2: 0, 5: 4 }[wire] || readNumber();
      fields.push([tag >> 3, message.subarray(at, at + length)]);
      at += length;
    }
  }
  return fields;
}

const many = (message: Uint8Array, wanted: number) =>
  readFields(message).flatMap(([field, value]) => (field === wanted && typeof value !== "number" ? [value] : []));
const one = (message: Uint8Array, wanted: number) => many(message, wanted)[0] ?? new Uint8Array();
const number = (message: Uint8Array, wanted: number) =>
  Number(readFields(message).find(([field]) => field === wanted)?.[1] ?? 0);
const toText = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
