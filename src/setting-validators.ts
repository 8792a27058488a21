import { isIP, isIPv6 } from "node:net";
import { makeValidator } from "envalid";

// What a validator throws is shown after the variable's name: it never repeats the value, which may be a secret.

const unfilled = new Set(["undefined", "null", "*"]);

function refuseUnfilled(input: string): void {
  if (input.trim() === "") throw new Error("is empty");
  if (input !== input.trim()) throw new Error("has spaces around it");
  if (unfilled.has(input)) throw new Error(`is the word ${input}: fill it in or leave it out`);
}

function toMembers(input: string): string[] {
  const members = input.split(",").map((member) => member.trim());
  for (const member of members) {
    if (member === "") throw new Error("has an empty member in its comma separated list");
    refuseUnfilled(member);
  }
  return members;
}

/** Any text that somebody has filled in. */
export const text = makeValidator<string>((input) => {
  refuseUnfilled(input);
  return input;
});

/** An address without credentials, query and fragment. */
export const url = makeValidator<string>((input) => {
  refuseUnfilled(input);
  const parsed = URL.canParse(input) ? new URL(input) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) throw new Error("is not an http:// or https:// address");
  if (parsed.username !== "" || parsed.password !== "") throw new Error("holds a username or password");
  if (parsed.search !== "" || parsed.hash !== "") throw new Error("has a query or fragment");
  return input;
});

/** The address of a Redis. */
export const redisUrl = makeValidator<string>((input) => {
  refuseUnfilled(input);
  if (!URL.canParse(input) || !/^rediss?:\/\/[^/]/.test(input))
    throw new Error("is not a redis:// or rediss:// address");
  return input;
});

/** Members separated by commas, none empty. */
export const list = makeValidator<readonly string[]>(toMembers);

/** Web origins separated by commas, spelled as browsers send them. */
export const origins = makeValidator<readonly string[]>((input) => {
  const members = toMembers(input);
  if (members.some((member) => !URL.canParse(member) || new URL(member).origin !== member)) {
    throw new Error("is not a comma separated list of origins such as https://app.example.com");
  }
  return members;
});

/** A TCP port; 0 lets the system choose. */
export const port = makeValidator<number>((input) => {
  if (!/^\d{1,5}$/.test(input) || Number(input) > 65_535) throw new Error("is not a port from 0 to 65535");
  return Number(input);
});

/** IP addresses or networks (`10.0.0.0/8`) separated by commas. */
export const addresses = makeValidator<readonly string[]>((input) => {
  const members = toMembers(input);
  for (const member of members) {
    const [address = "", prefix, ...rest] = member.split("/");
    const bits = isIPv6(address) ? 128 : 32;
    const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
    if (!isIP(address) || !isPrefix || rest.length > 0) {
      throw new Error("is not a comma separated list of IP addresses or networks such as 10.0.0.0/8");
    }
  }
  return members;
});

/** A whole number from 1 to 999,999. */
export const count = makeValidator<number>((input) => {
  if (!/^[1-9]\d{0,5}$/.test(input)) throw new Error("is not a whole number from 1 to 999999");
  return Number(input);
});

/** Whole seconds from 0 to 60. */
export const delay = makeValidator<number>((input) => {
  if (!/^\d{1,2}$/.test(input) || Number(input) > 60) throw new Error("is not a whole number of seconds from 0 to 60");
  return Number(input);
});

/** Whole seconds from 1 to 3,600. */
export const seconds = makeValidator<number>((input) => {
  if (!/^[1-9]\d{0,3}$/.test(input) || Number(input) > 3_600)
    throw new Error("is not a whole number of seconds from 1 to 3600");
  return Number(input);
});

/** `on` or `off`. */
export const toggle = makeValidator<boolean>((input) => {
  if (input !== "on" && input !== "off") throw new Error("is neither on nor off");
  return input === "on";
});

/** Claim names joined by dots, from the outside in. */
export const claimPath = makeValidator<string>((input) => {
  refuseUnfilled(input);
  if (!/^[^.\s]+(\.[^.\s]+)*$/.test(input)) throw new Error("is not a path of claim names joined by dots");
  return input;
});

/** One of the words given. */
export function oneOf<Choice extends string>(choices: readonly Choice[]) {
  return makeValidator<Choice>((input) => {
    const choice = choices.find((candidate) => candidate === input);
    if (choice === undefined) throw new Error(`is none of ${choices.join(", ")}`);
    return choice;
  });
}
