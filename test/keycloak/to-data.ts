import type { Answer } from "./operations.js";

/** The data of an answer that must have some. */
export function toData<Data>({ status, data, text }: Answer<Data>): Data {
  if (status !== 200 || data === null) throw new Error(`${status} ${text}`);
  return data;
}
