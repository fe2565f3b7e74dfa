/** Recordings with expected values: the layout of `CAPTURES_DIR` and the part of its JSON that is compared. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const labels = z.record(z.string(), z.unknown()).default({});

const expectation = z.object({
  quantity: z.string(),
  unit: z.string().nullish(),
  value: z.union([z.number(), z.string()]),
  labels,
  oid: z.string().nullish(),
  object: z.string().nullish(),
  raw: z.unknown().optional(),
  scale: z.number().nullish(),
  status: z.string(),
  core: z.boolean().default(false),
  text: z.string().nullish(),
  librenms: z.union([z.number(), z.string()]).nullish(),
  note: z.string().nullish(),
  phantom: z.boolean().default(false),
  suspect: z.boolean().default(false),
});

const interfaceExpectation = z.object({
  ifIndex: z.number(),
  name: z.string().nullish(),
  descr: z.string().nullish(),
  admin: z.string().nullish(),
  oper: z.string().nullish(),
  speed_bps: z.number().nullish(),
  in_octets: z.number().nullish(),
  out_octets: z.number().nullish(),
  in_errors: z.number().nullish(),
  out_errors: z.number().nullish(),
  in_discards: z.number().nullish(),
  out_discards: z.number().nullish(),
});

const expectations = z.object({
  class: z.string(),
  device: z.object({ vendor: z.string().nullish(), model: z.string().nullish() }).loose(),
  expect: z.array(expectation),
  notAvailable: z
    .array(
      z.object({
        quantity: z.string(),
        labels,
        oid: z.string().nullish(),
        raw: z.unknown().optional(),
        reason: z.string().nullish(),
      }),
    )
    .default([]),
  interfaces: z.array(interfaceExpectation).default([]),
});

export type Expectation = z.output<typeof expectation>;
export type InterfaceExpectation = z.output<typeof interfaceExpectation>;
export type Expectations = z.output<typeof expectations>;

export interface Capture {
  /** Class and file name, also the SNMP community it is served under: `ups/apc-smx750`. */
  readonly name: string;
  readonly expected: Expectations;
}

/** Where the recordings are: `CAPTURES_DIR`, else beside the repository, as the operator's checkout has them. */
export const capturesFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  env["CAPTURES_DIR"] ?? join(import.meta.dirname, "..", "..", "..", "shared", "captures");

/** Every recording of a folder that has expectations; undefined when there is no such folder. */
export function readCaptures(folder: string): Capture[] | undefined {
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".expected.json"))
    .map((file) => file.slice(0, -".expected.json".length))
    .filter((name) => existsSync(join(folder, `${name}.snmprec`)))
    .sort()
    .map((name) => ({
      name,
      expected: expectations.parse(JSON.parse(readFileSync(join(folder, `${name}.expected.json`), "utf8"))),
    }));
}
