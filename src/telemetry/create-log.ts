import { type Logger, type LoggerOptions, pino } from "pino";
import { createLogSink } from "./log-sink.js";
import { redact } from "./redact.js";

interface LogSettings {
  readonly level: string;
  /** For somebody who reads along, where `pino-pretty` is installed: it is a development dependency. */
  readonly pretty: boolean;
}

const jwt = /eyJ[\w-]+\.[\w-]+(\.[\w-]*)*/g;

/** How every line is made, wherever it goes: without secrets, should somebody pass one. */
export function toLogOptions(level: string): LoggerOptions {
  return {
    level,
    formatters: { log: redact },
    // What redact leaves of an error is all that is logged of it.
    serializers: { err: (err: unknown) => err },
    hooks: { streamWrite: (line) => (line.includes("eyJ") ? line.replace(jwt, "[token]") : line) },
  };
}

/** The log on standard output: JSON lines that no reader, disk or pipe can make a request wait for. */
export async function createLog({ level, pretty }: LogSettings): Promise<Logger> {
  const toText = pretty ? await loadPretty() : (line: string) => line;
  const { fd } = process.stdout;
  // Whoever reads may have gone.
  process.stdout.on("error", () => {});
  const sink = createLogSink(fd, (lines) => log.warn({ lines }, "Log lines were lost"));
  const log = pino(toLogOptions(level), { write: (line: string) => sink.write(toText(line)) });
  return log;
}

async function loadPretty(): Promise<(line: string) => string> {
  try {
    const { prettyFactory } = await import("pino-pretty");
    return prettyFactory({ colorize: true, singleLine: true, ignore: "pid,hostname", translateTime: "SYS:HH:MM:ss.l" });
  } catch {
    return (line) => line;
  }
}
