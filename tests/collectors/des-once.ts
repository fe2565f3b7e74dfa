/**
 * One poll with DES, in a process of its own: OpenSSL has DES in its legacy provider only, which a flag of node loads.
 * Arguments: address, user, key of authentication, key of privacy, context. Prints the battery's voltage or the reason.
 */
import { pino } from "pino";
import { Registry } from "prom-client";
import { ownMetrics } from "../../collectors/own-metrics.ts";
import { profiles } from "../../collectors/profiles/index.ts";
import { Prober } from "../../collectors/prober.ts";

const [address = "", user = "", authKey = "", privKey = "", context = ""] = process.argv.slice(2);
const prober = new Prober({
  site: () => {
    throw new Error("no site here");
  },
  log: pino({ level: "silent" }),
  now: () => new Date(),
  profiles,
  allowDes: true,
  own: (resting) => ownMetrics(new Registry(), resting),
});
const { success, reason, detail, samples } = await prober.target(
  {
    address,
    credential: {
      id: "des",
      version: "3",
      user,
      context,
      authentication: { protocol: "sha", key: authKey },
      privacy: { protocol: "des", key: privKey },
    },
    timeoutMs: 5000,
  },
  20_000,
);
prober.close();
const voltage = samples.find(({ metric }) => metric === "ups_battery_voltage_volts")?.value;
process.stdout.write(success ? String(voltage) : `${reason}: ${detail}`);
