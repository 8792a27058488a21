import { LRUCache } from "lru-cache";
import type { AdapterFactory, AdapterPayload } from "oidc-provider";

/**
 * Keeps sessions, grants and refresh tokens in memory until they expire: the adapter of the package forgets everything
 * past 1,000 entries, live sessions too. At 100,000 the least recently used goes first. One adapter serves any number
 * of Provider instances.
 */
export function createMemoryAdapter(): AdapterFactory {
  const entries = new LRUCache<string, AdapterPayload>({ max: 100_000 });

  return (model) => {
    const findWhere = async (field: "uid" | "userCode", value: string) =>
      [...entries].find(([key, payload]) => key.startsWith(`${model}:`) && payload[field] === value)?.[1];

    return {
      async upsert(id, payload, expiresIn) {
        entries.set(`${model}:${id}`, payload, expiresIn === undefined ? {} : { ttl: expiresIn * 1000 });
      },
      find: async (id) => entries.get(`${model}:${id}`),
      findByUid: (uid) => findWhere("uid", uid),
      findByUserCode: (userCode) => findWhere("userCode", userCode),
      async consume(id) {
        const payload = entries.get(`${model}:${id}`);
        if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
      },
      async destroy(id) {
        entries.delete(`${model}:${id}`);
      },
      async revokeByGrantId(grantId) {
        for (const [key, payload] of entries) if (payload.grantId === grantId) entries.delete(key);
      },
    };
  };
}
