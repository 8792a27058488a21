const longest = 5 * 60_000;

/** The provider is asked too often (429), and says for how long it does not want to be. */
export class AskedToWait extends Error {
  override readonly name = "AskedToWait";
  /** 5 minutes at most: nobody goes without its keys for an hour because it said so once. */
  readonly milliseconds: number;

  constructor(message: string, seconds: number) {
    super(message);
    this.milliseconds = Math.min(seconds * 1000, longest);
  }
}
