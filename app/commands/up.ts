import { parseArgs } from "node:util";
import type { Locale } from "../../site/locale.ts";
import { up } from "../up/up.ts";
import { say } from "../words.ts";

/** `leitstand up`: everything on one machine. */
export async function upCommand(args: string[], locale: Locale): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      site: { type: "string" },
      lab: { type: "boolean", default: false },
      data: { type: "string" },
      port: { type: "string", default: "8480" },
      "prometheus-port": { type: "string", default: "8490" },
      "alertmanager-port": { type: "string", default: "8493" },
      "lab-speed": { type: "string", default: "1" },
      "no-install": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      lang: { type: "string" },
    },
  });
  for (const option of ["port", "prometheus-port", "alertmanager-port"] as const) {
    if (!/^\d{1,5}$/.test(values[option]) || Number(values[option]) > 65_535) {
      process.stderr.write(`${say(locale, "wrongOption", { error: `--${option} ${values[option]} (0–65535)` })}\n`);
      return 2;
    }
  }
  if (!/^\d{1,4}$/.test(values["lab-speed"])) {
    process.stderr.write(`${say(locale, "wrongOption", { error: `--lab-speed ${values["lab-speed"]} (0–3600)` })}\n`);
    return 2;
  }
  return up({
    ...(values.site !== undefined && { site: values.site }),
    lab: values.lab,
    ...(values.data !== undefined && { data: values.data }),
    port: Number(values.port),
    prometheusPort: Number(values["prometheus-port"]),
    alertmanagerPort: Number(values["alertmanager-port"]),
    install: !values["no-install"],
    json: values.json,
    locale,
    labSpeed: Number(values["lab-speed"]),
  });
}
