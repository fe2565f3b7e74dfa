/** Everything an agent tells, with the types it tells them in: what a recording is made of. */
import snmp from "net-snmp";
import { endpointOf, resolve, SnmpError, userOf } from "../snmp/session.ts";
import type { Target } from "../snmp/device.ts";

/** One instance as the agent gave it. */
export interface Variable {
  readonly oid: string;
  /** ASN.1 tag of the value. */
  readonly type: number;
  /** Number, object identifier or address in dots, or octets. */
  readonly value: number | bigint | string | Buffer;
}

export interface Walk {
  readonly variables: readonly Variable[];
  /** Why it is not complete; undefined when the agent reached its end. */
  readonly cut?: string;
}

const roots = ["1.0.8802", "1.3.6.1"];
const most = 200_000;
const repetitions = 20;

/** Walks an agent from end to end. @throws SnmpError when it does not answer at all */
export async function walkAll(target: Target, progress: (variables: number) => void = () => undefined): Promise<Walk> {
  const endpoint = endpointOf(target.address);
  const { address, family } = await resolve(endpoint.host);
  const { credential } = target;
  const common = { port: endpoint.port, transport: family, timeout: target.timeoutMs ?? 3000, retries: 2 } as const;
  const session =
    credential.version === "3"
      ? snmp.Session.createV3(address, userOf(credential, false), {
          ...common,
          ...(credential.context !== undefined && { context: credential.context }),
        })
      : snmp.Session.create(address, credential.community, {
          ...common,
          version: credential.version === "1" ? snmp.Version1 : snmp.Version2c,
        });
  session.on("error", () => undefined);
  const step = (oid: string): Promise<readonly snmp.Varbind[]> =>
    new Promise((done, fail) => {
      const failed = (error: Error): void => fail(new SnmpError("timeout", error.message));
      if (credential.version === "1") {
        session.getNext([oid], (error, varbinds) => {
          // v1 says the end of everything by noSuchName.
          if (error === null) done(varbinds ?? []);
          else if (error instanceof snmp.RequestFailedError) done([]);
          else failed(error);
        });
      } else {
        session.getBulk([oid], 0, repetitions, (error, columns) => {
          if (error === null) done([columns?.[0] ?? []].flat());
          else failed(error);
        });
      }
    });
  const variables: Variable[] = [];
  try {
    for (const root of roots) {
      let at = root;
      for (let going = true; going;) {
        const answers = await step(at).catch((error: unknown) => {
          if (variables.length === 0 && root === roots.at(-1)) throw error;
          return error instanceof Error ? error.message : "no answer";
        });
        if (typeof answers === "string") {
          if (root === roots.at(-1)) return { variables, cut: answers };
          break;
        }
        going = answers.length > 0;
        for (const varbind of answers) {
          if (snmp.isVarbindError(varbind) || !varbind.oid.startsWith(`${root}.`) || varbind.type === undefined) {
            going = false;
            break;
          }
          if (!isAfter(varbind.oid, at)) return { variables, cut: `the agent goes in circles at ${varbind.oid}` };
          at = varbind.oid;
          const variable = variableOf(varbind);
          if (variable !== undefined) variables.push(variable);
        }
        progress(variables.length);
        if (variables.length >= most) return { variables, cut: `more than ${most} values` };
      }
    }
    return { variables };
  } finally {
    session.close();
  }
}

function variableOf({ oid, type = snmp.ObjectType.Null, value }: snmp.Varbind): Variable | undefined {
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "string") return { oid, type, value };
  if (typeof value === "boolean") return { oid, type, value: value ? 1 : 0 };
  if (!Buffer.isBuffer(value)) return undefined;
  if (type !== snmp.ObjectType.Counter64) return { oid, type, value: Buffer.from(value) };
  return { oid, type, value: value.length === 0 ? 0 : BigInt(`0x${value.toString("hex")}`) };
}

/** Order of object identifiers: arc by arc. */
export function compareOids(a: string, b: string): number {
  const [one, two] = [a.split("."), b.split(".")];
  for (let arc = 0; arc < Math.min(one.length, two.length); arc++) {
    const difference = Number(one[arc]) - Number(two[arc]);
    if (difference !== 0) return difference;
  }
  return one.length - two.length;
}

const isAfter = (oid: string, before: string): boolean => compareOids(oid, before) > 0;
