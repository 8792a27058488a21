import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Realm, RealmUser } from "./realm.js";

/** The users of the realm, by password and by subject. */
export interface Accounts {
  /** The user whose name and password these are, enabled or not. Takes the same time for every wrong answer. */
  authenticate(username: string, password: string): Account | undefined;
  find(subject: string): Account | undefined;
}

export interface Account {
  readonly subject: string;
  readonly user: RealmUser;
}

export function createAccounts({ realm, users }: Realm): Accounts {
  const accounts = users.map((user): Account => ({ subject: toSubject(realm, user.username), user }));
  const byName = new Map(
    accounts.map((account) => [account.user.username, { account, digest: sha256(account.user.password) }]),
  );
  const bySubject = new Map(accounts.map((account) => [account.subject, account]));
  // Compared with when there is no such user, so that the answer does not come sooner.
  const nobody = randomBytes(32);

  return {
    authenticate(username, password) {
      const named = byName.get(username.toLowerCase());
      return timingSafeEqual(sha256(password), named?.digest ?? nobody) ? named?.account : undefined;
    },
    find: (subject) => bySubject.get(subject),
  };
}

/** The same UUID after every restart, another in another realm. RFC 9562, section 5.8 (version 8). */
function toSubject(realm: string, username: string): string {
  const bytes = sha256(`${realm}/${username}`).subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
