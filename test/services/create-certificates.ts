import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../support/run.js";

/** Paths of PEM files. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** Certificates of an authority that nobody trusts who is not told to, for 127.0.0.1 and a day. */
export interface Certificates {
  /** The path of the authority's own. */
  readonly authority: string;
  readonly good: Certificate;
  readonly expired: Certificate;
  readonly ofAnotherHost: Certificate;
  /** Signed by itself alone. */
  readonly selfSigned: Certificate;
  remove(): Promise<void>;
}

const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

export async function createCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-tls-"));
  const toFiles = (name: string) => ({ certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) });

  async function openssl(...options: readonly string[]): Promise<void> {
    const { code, output } = await run(folder, "openssl", ...options);
    if (code !== 0) throw new Error(output);
  }

  async function createSelfSigned(name: string, host: string): Promise<Certificate> {
    const files = toFiles(name);
    const subject = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=${host}`];
    await openssl("req", "-x509", ...curve, "-days", "1", ...subject, "-keyout", files.key, "-out", files.certificate);
    return files;
  }

  const authority = await createSelfSigned("authority", "DNS:authority.invalid");

  async function create(name: string, host: string, days: number): Promise<Certificate> {
    const files = toFiles(name);
    const asked = join(folder, `${name}.csr`);
    const subject = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=${host}`];
    await openssl("req", ...curve, ...subject, "-keyout", files.key, "-out", asked);
    const signer = ["-CA", authority.certificate, "-CAkey", authority.key, "-CAcreateserial"];
    const granted = ["-copy_extensions", "copy", "-days", String(days)];
    await openssl("x509", "-req", "-in", asked, ...signer, ...granted, "-out", files.certificate);
    return files;
  }

  const here = "IP:127.0.0.1,DNS:localhost";
  return {
    authority: authority.certificate,
    good: await create("good", here, 1),
    expired: await create("expired", here, -1),
    ofAnotherHost: await create("another-host", "DNS:another.invalid", 1),
    selfSigned: await createSelfSigned("self-signed", here),
    remove: () => rm(folder, { recursive: true }),
  };
}
