/** The site file of a bench, for the collectors' real process. */
import { user } from "./devices.ts";

export interface BenchTarget {
  readonly id: string;
  readonly deviceClass: string;
  readonly port: number;
  readonly version: "2c" | "3";
}

/** Secrets of the bench's site, handed over as the operator would: by environment. */
export const environment: Readonly<Record<string, string>> = {
  BENCH_COMMUNITY: "bench",
  BENCH_AUTH: user.authentication.key,
  BENCH_PRIV: user.privacy.key,
};

const reference = (name: string): string => ["$", "{env:", name, "}"].join("");

export const siteText = (targets: readonly BenchTarget[]): string => `
site: { id: bench, name: Bench }
rooms: [{ id: r1, name: Raum 1 }]
credentials:
  - { id: c2, version: 2c, community: "${reference("BENCH_COMMUNITY")}" }
  - id: c3
    version: "3"
    user: ${user.name}
    authentication: { protocol: sha, key: "${reference("BENCH_AUTH")}" }
    privacy: { protocol: aes, key: "${reference("BENCH_PRIV")}" }
devices:
${targets
  .map(
    ({ id, deviceClass, port, version }) =>
      `  - { id: ${id}, name: ${id}, class: ${deviceClass}, address: "127.0.0.1:${port}", credentials: ${version === "3" ? "c3" : "c2"} }`,
  )
  .join("\n")}
contacts: [{ id: a, name: Bereitschaft, email: a@example.org, roles: [on-call] }]
rotas: [{ id: r, name: R, layers: [{ participants: [a], starts: "2026-01-05T08:00", shift: 1w }] }]
policies: [{ id: p, name: P, severity: [critical, warning, info], steps: [{ after: 0m, notify: [{ rota: r }] }], fallback: a }]
mail: { from: a@example.org, relays: [{ host: 127.0.0.1, port: 25 }] }
`;
