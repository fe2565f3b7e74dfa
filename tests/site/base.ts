import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readSite, type ReadResult, type Secrets } from "../../site/read.ts";

/** A small valid site, line by line, for tests that break or complete it. */
export const base = `site:
  id: muster
  name: Muster
rooms:
  - { id: rz1, name: Raum 1, cooling_units_needed: 1 }
houses:
  - { id: oper, name: Oper }
credentials:
  - { id: lesen, version: "2c", community: "\${env:COMMUNITY}" }
  - id: v3
    version: "3"
    user: leit
    authentication: { protocol: sha256, key: "\${env:AUTH}" }
devices:
  - { id: usv-a, name: USV A, class: ups, address: 10.0.0.1, credentials: lesen, room: rz1, feeds: [pdu-a] }
  - { id: pdu-a, name: PDU A, class: meter, address: 10.0.0.2, credentials: lesen, room: rz1 }
  - { id: klima-1, name: Klima 1, class: cooling, address: 10.0.0.3, credentials: v3, room: rz1 }
  - { id: vpn-1, name: VPN 1, class: vpn, address: 10.0.0.4, credentials: lesen, room: rz1, limits: { vpn_sessions: 500 } }
  - { id: fw-oper, name: Firewall, class: network, address: "fw-oper:1161", credentials: lesen, house: oper, uplinks: [wan1] }
remote_work:
  workforce: 300
  megabits_per_person: 0.9
  gateways: [vpn-1]
meters:
  - id: netz
    name: Netz
    role: grid
    source: { device: pdu-a, metric: power_energy_joules_total, labels: { scope: inlet } }
    max_watts: 100000
  - id: it
    name: IT
    role: it
    source: { device: pdu-a, metric: power_energy_joules_total, labels: { scope: outlet } }
    max_watts: 100000
    parent: netz
contacts:
  - { id: it-1, name: Bereitschaft 1, email: it-1@leitstand.example, roles: [on-call] }
  - { id: leitung, name: Leitung, email: leitung@leitstand.example, roles: [crisis, admin] }
rotas:
  - { id: it, name: IT, layers: [{ participants: [it-1], starts: "2026-01-05T08:00", shift: 1w }] }
policies:
  - id: kritisch
    name: Kritisch
    severity: [critical, warning]
    steps:
      - { after: 0m, notify: [{ rota: it }] }
      - { after: 10m, notify: [{ contact: leitung }] }
    fallback: leitung
mail:
  from: leitstand@leitstand.example
  relays:
    - { host: mail1.example.org, port: 587 }
    - { host: 10.0.0.9, port: 25 }
webhook_token: "\${env:TOKEN}"
limits:
  ups_battery_runtime_seconds: 600
`;

/** Secrets as if every variable were set and no file existed. */
export const planted: Secrets = { env: (name) => `geheim-${name}-wert`, file: () => undefined };

/** The base with one text replaced by another. @throws Error when the text is not there exactly once */
export function changed(from: string, to: string): string {
  const parts = base.split(from);
  if (parts.length !== 2) throw new Error(`"${from}" stands ${parts.length - 1} times in the base`);
  return parts.join(to);
}

export const read = (text: string, secrets = planted): ReadResult => readSite(text, "site.yaml", secrets);

/** Codes that the sources of `site/` can give, those of findings apart. */
export function codesInSource(): { readonly problems: Set<string>; readonly findings: Set<string> } {
  const folder = fileURLToPath(new URL("../../site", import.meta.url));
  const codes = { problems: new Set<string>(), findings: new Set<string>() };
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    // Comments and documentation may name codes of other rooms.
    if (!file.endsWith(".ts") || file === "problem.ts") continue;
    const kind = file === "findings.ts" ? "findings" : "problems";
    for (const [code] of readFileSync(join(folder, file), "utf8").matchAll(/SITE_[A-Z0-9_]+/g)) codes[kind].add(code);
  }
  return codes;
}
