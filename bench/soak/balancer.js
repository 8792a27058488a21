const interval = 100;

/**
 * Sends each request to the next instance that is ready, as a load balancer with health checks does. `instances` may
 * change meanwhile. A request that an instance would not even accept goes to another.
 */
export function createBalancer(instances) {
  const ready = new Set(instances);
  let next = 0;
  const probe = setInterval(() => {
    for (const instance of ready) if (!instances.includes(instance)) ready.delete(instance);
    for (const instance of instances) {
      fetch(`${instance.origin}/readyz`).then(
        async (response) => {
          await response.arrayBuffer();
          if (response.ok) ready.add(instance);
          else ready.delete(instance);
        },
        () => ready.delete(instance),
      );
    }
  }, interval);

  return {
    /** Status and body of the answer, or the `lost` request's error. */
    async send({ method, path, headers, body }) {
      for (let attempts = 1; ; attempts += 1) {
        const candidates = instances.filter((instance) => ready.has(instance));
        next += 1;
        const { origin } = candidates[next % candidates.length] ?? instances[0];
        try {
          const response = await fetch(origin + path, { method, headers, body });
          return { status: response.status, body: await response.text() };
        } catch ({ cause }) {
          if (cause?.code !== "ECONNREFUSED" || attempts === 3) return { lost: cause?.code ?? `${cause}` };
        }
      }
    },
    close: () => clearInterval(probe),
  };
}
