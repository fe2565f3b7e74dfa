/**
 * Configuration of Debian's prometheus-snmp-exporter that gives the same information as our layout of a device: every
 * value that we ask for as a metric, names as looked-up labels, other texts as info metrics.
 */
import { encodeOid, parseOid } from "../../lab/snmp/oid.ts";
import { tags } from "../../lab/snmp/ber.ts";
import type { MibObject } from "../../lab/snmp/mib.ts";
import { layoutOf, type Layout } from "../../collectors/layout.ts";
import { needsOf } from "../../collectors/plan.ts";
import { profiles } from "../../collectors/profiles/index.ts";
import { answersOf, type Raw } from "../../collectors/raw.ts";
import { recognised, serves } from "../../collectors/recognise.ts";
import { community, user, type BenchDevice } from "./devices.ts";

/** As its generator writes a module from table names, or as an expert would: only columns that are needed, 60 repetitions. */
export type Tuning = "tables" | "expert";

interface Column {
  readonly oid: string;
  readonly tag: number;
  readonly rows: readonly string[];
}

function rawOf(element: Buffer): Raw | undefined {
  const tag = element[0];
  const content = element.subarray(2);
  if (tag === tags.octetString) return Uint8Array.from(content);
  if (tag === tags.oid) return content.toString("hex");
  let value = 0;
  for (const octet of content) value = value * 256 + octet;
  return value;
}

/** What our collectors make of this device, without any network. */
export function layoutFor({ objects, deviceClass }: BenchDevice): { layout: Layout; needed: ReadonlySet<string> } {
  const records = objects.flatMap(({ oid, instances }) =>
    instances.map(([index, variable]) => [`${oid}.${index}`, rawOf(variable.read() ?? Buffer.alloc(2))] as const),
  );
  const answers = answersOf(records);
  const objectID = objects.find(({ oid }) => oid === "1.3.6.1.2.1.1.2");
  const sysObjectID = profilesID(objectID);
  const all = records.map(([oid]) => oid);
  const chosen = recognised(profiles, sysObjectID, (oid) => {
    const root = oid.endsWith(".0") ? oid.slice(0, -2) : oid;
    return all.some((instance) => instance.startsWith(`${root}.`));
  });
  if (!chosen.some((profile) => serves(profile, deviceClass))) throw new Error("no profile knows the bench's device");
  const { scalars, columns } = needsOf(chosen, deviceClass);
  return { layout: layoutOf(chosen, answers, { deviceClass }), needed: new Set([...scalars, ...columns]) };
}

/** The sysObjectID as text: the bench's devices keep it as a BER element. */
function profilesID(object: MibObject | undefined): string {
  const element = object?.instances[0]?.[1].read();
  const known = ["1.3.6.1.4.1.8072.3.2.10", "1.3.6.1.4.1.12356.101.1.15000"];
  return known.find((oid) => element !== undefined && encodeOid(parseOid(oid)).equals(element)) ?? "";
}

const types: Readonly<Record<number, string>> = {
  [tags.counter32]: "counter",
  [tags.counter64]: "counter",
  [tags.octetString]: "DisplayString",
  [tags.oid]: "DisplayString",
};

/** Columns whose text names the rows of a table, by the table's entry. */
const names: Readonly<Record<string, readonly (readonly [label: string, column: string])[]>> = {
  "1.3.6.1.2.1.2.2.1": [["interface", "1.3.6.1.2.1.31.1.1.1.1"]],
  "1.3.6.1.2.1.31.1.1.1": [["interface", "1.3.6.1.2.1.31.1.1.1.1"]],
  "1.3.6.1.4.1.12356.101.4.3.2.1": [["sensor", "1.3.6.1.4.1.12356.101.4.3.2.1.2"]],
  "1.3.6.1.4.1.12356.101.12.2.2.1": [
    ["tunnel", "1.3.6.1.4.1.12356.101.12.2.2.1.2"],
    ["phase2", "1.3.6.1.4.1.12356.101.12.2.2.1.3"],
  ],
  "1.3.6.1.4.1.12356.101.13.2.1.1": [["member", "1.3.6.1.4.1.12356.101.13.2.1.1.11"]],
};

const security = (version: "2c" | "3"): string =>
  version === "2c"
    ? `  version: 2\n  auth:\n    community: ${community}\n`
    : `  version: 3\n  auth:\n    security_level: authPriv\n    username: ${user.name}\n    password: ${user.authentication.key}\n    auth_protocol: SHA\n    priv_protocol: AES\n    priv_password: ${user.privacy.key}\n`;

/** One module of `snmp.yml`. */
export function peerModule(name: string, device: BenchDevice, version: "2c" | "3", tuning: Tuning): string {
  const { layout, needed } = layoutFor(device);
  const asked = new Set(layout.asks);
  const columns: Column[] = device.objects.map(({ oid, instances }) => ({
    oid,
    tag: instances[0]?.[1].read()?.[0] ?? 0,
    rows: instances.map(([index]) => index),
  }));
  const isText = (tag: number): boolean => types[tag] === "DisplayString";
  const lookedUp = new Set(Object.values(names).flatMap((list) => list.map(([, column]) => column)));
  const wanted = columns.filter(
    ({ oid, rows, tag }) =>
      rows.some((row) => asked.has(`${oid}.${row}`)) ||
      ((needed.has(oid) || needed.has(`${oid}.0`)) && isText(tag) && !lookedUp.has(oid)),
  );
  const scalar = ({ rows }: Column): boolean => rows.length === 1 && rows[0] === "0";
  const lines = [`${name}:`];
  if (tuning === "tables") {
    lines.push("  walk:", ...device.tables.map((oid) => `  - ${oid}`));
  } else {
    const walked = wanted.filter((one) => !scalar(one)).map(({ oid }) => oid);
    const entries = new Set(walked.map((oid) => oid.slice(0, oid.lastIndexOf("."))));
    for (const entry of entries) walked.push(...(names[entry] ?? []).map(([, column]) => column));
    lines.push("  walk:", ...[...new Set(walked)].map((oid) => `  - ${oid}`));
    lines.push("  get:", ...wanted.filter(scalar).map(({ oid }) => `  - ${oid}.0`));
  }
  lines.push("  metrics:");
  for (const column of wanted) {
    const entry = column.oid.slice(0, column.oid.lastIndexOf("."));
    lines.push(`  - name: m_${column.oid.replaceAll(".", "_")}`, `    oid: ${column.oid}`, "    help: a value of the bench");
    lines.push(`    type: ${types[column.tag] ?? "gauge"}`);
    if (scalar(column)) continue;
    const parts = (column.rows[0] ?? "").split(".").map((_, at) => `index${at}`);
    lines.push("    indexes:", ...parts.flatMap((part) => [`    - labelname: ${part}`, "      type: gauge"]));
    const lookups = names[entry] ?? [];
    if (lookups.length === 0) continue;
    lines.push("    lookups:");
    for (const [label, oid] of lookups) {
      lines.push(
        `    - labels: [${parts.join(", ")}]`,
        `      labelname: ${label}`,
        `      oid: ${oid}`,
        "      type: DisplayString",
      );
    }
  }
  lines.push(`  max_repetitions: ${tuning === "expert" ? 60 : 25}`, "  retries: 3", "  timeout: 5s");
  return `${lines.join("\n")}\n${security(version)}`;
}
