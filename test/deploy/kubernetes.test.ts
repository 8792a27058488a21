import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { readSettings } from "#latchkey/config.js";
import { startApi } from "../support/start-api.js";

const root = new URL("../../", import.meta.url);
const folder = new URL("deploy/kubernetes/", root);
const read = (file: string) => parse(readFileSync(new URL(file, folder), "utf8"));
const toSettings = (literals: readonly string[]) =>
  Object.fromEntries(literals.map((literal) => literal.split(/=(.*)/).slice(0, 2)));

const kustomization = read("kustomization.yaml");
const settings = toSettings(kustomization.configMapGenerator[0].literals);
const pod = read("deployment.yaml").spec.template.spec;
const [container] = pod.containers;
const findPort = (wanted: string) =>
  container.ports.find(({ name }: { name: string }) => name === wanted).containerPort;
const secrets: { name: string; value?: string; valueFrom: unknown }[] = container.env;

describe("deploy/kubernetes", () => {
  it("lists every file that is there", () => {
    const files = readdirSync(folder).filter((file) => file !== "kustomization.yaml");
    expect(kustomization.resources.toSorted()).toEqual(files.sort());
  });

  it("sets what the program reads, and all that it needs", () => {
    const example = readFileSync(new URL(".env.example", root), "utf8");
    const names = [...Object.keys(settings), ...secrets.map(({ name }) => name)];
    for (const name of names) expect(example).toContain(`# ${name}=`);
    const filled = { ...settings, KEYCLOAK_CLIENT_SECRET_KEY: "a-secret", REDIS_URL: "rediss://redis:6379" };
    expect(Object.keys(filled).sort()).toEqual(names.sort());
    expect(readSettings(filled)).toMatchObject({
      port: findPort("http"),
      metricsPort: findPort("metrics"),
      provider: { issuer: "https://login.example.com/realms/shop" },
    });
  });

  it("takes secrets from a Secret that is made elsewhere", () => {
    for (const { name, value, valueFrom } of secrets) {
      expect(value).toBeUndefined();
      expect(valueFrom).toEqual({ secretKeyRef: { name: "latchkey", key: name } });
    }
    for (const name of ["KEYCLOAK_CLIENT_SECRET_KEY", "OIDC_CLIENT_SECRET", "REDIS_URL"]) {
      expect(Object.keys(settings)).not.toContain(name);
    }
  });

  it("probes what the server answers", async () => {
    const api = await startApi();
    for (const { httpGet } of [container.startupProbe, container.livenessProbe, container.readinessProbe]) {
      expect([httpGet.path, (await api.send(httpGet.path)).status]).toEqual([httpGet.path, 200]);
    }
    await api.close();
  });

  it("kills nothing that is still draining", () => {
    const finishing = 6;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(Number(settings.SHUTDOWN_DELAY) + finishing);
    const { periodSeconds, failureThreshold } = container.readinessProbe;
    expect(Number(settings.SHUTDOWN_DELAY)).toBeGreaterThan(periodSeconds * failureThreshold);
  });

  it("shows metrics to the namespace that watches, and to nobody who uses the API", () => {
    const { annotations } = read("deployment.yaml").spec.template.metadata;
    expect(annotations["prometheus.io/port"]).toBe(String(findPort("metrics")));
    const { ingress } = read("network-policy.yaml").spec;
    const from = (wanted: string) =>
      ingress
        .filter(({ ports }: { ports: { port: string }[] }) => ports.some(({ port }) => port === wanted))
        .map((rule: { from: object[] }) => rule.from);
    const namespace = (name: string) => ({
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
    });
    expect([from("http"), from("metrics")]).toEqual([[[namespace("ingress-nginx")]], [[namespace("monitoring")]]]);
    expect(read("service.yaml").spec.ports).toMatchObject([{ targetPort: "http" }]);
  });

  it("runs the image of this version", () => {
    const { version } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
    expect(kustomization.images).toEqual([{ name: container.image, newTag: version }]);
  });

  it("is overlaid in the docs with settings that are accepted", () => {
    const page = readFileSync(new URL("docs/run-on-kubernetes.md", root), "utf8");
    const overlay = parse(/```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? "");
    const given = toSettings(overlay.configMapGenerator[0].literals);
    const example = readFileSync(new URL(".env.example", root), "utf8");
    for (const name of Object.keys(given)) expect(example).toContain(`# ${name}=`);
    expect(readSettings({ ...settings, ...given, KEYCLOAK_CLIENT_SECRET_KEY: "a-secret" })).toMatchObject({
      trustedProxies: ["10.0.3.0/24"],
    });
    expect(overlay.images).toMatchObject([{ name: container.image }]);
  });
});
