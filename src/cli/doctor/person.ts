/** Whoever the login is tried with. */
export interface Person {
  readonly username: string;
  readonly password: string;
}
