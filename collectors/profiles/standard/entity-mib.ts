import { info, profile, text } from "../../profile.ts";

const physical = "1.3.6.1.2.1.47.1.1.1.1";
/** Where agents put the chassis: row 1, 1001 (first of a stack), 1000, 2, 10, 149 (blade), in this order. */
const ofChassis = (column: number) => [1, 1001, 1000, 2, 10, 149].map((row) => `${physical}.${column}.${row}`);

/** Model and serial number of any device that lists its parts. Source: RFC 6933 (ENTITY-MIB). */
export const entityMib = profile({
  id: "entity-mib",
  vendor: "generic",
  of: "all",
  source: "RFC 6933",
  evidence: "recording",
  precedence: "fallback",
  recognises: { answers: `${physical}.13` },
  reads: {
    device_info: info({
      model: text([...ofChassis(13), `${physical}.2.1`, "1.3.6.1.2.1.1.1.0"]),
      firmware: text(ofChassis(10)),
      serial: text(ofChassis(11)),
    }),
  },
  lacks: {},
});
