/** Classes of runbooks in the order of the index. */
export const classes = ["ups", "cooling", "vpn", "network", "energy", "self", "other"] as const;
export type RunbookClass = (typeof classes)[number];

/** First words of alert names; the name of an alert says what it is about. */
const firstWords: Readonly<Record<Exclude<RunbookClass, "other">, readonly string[]>> = {
  ups: ["Ups"],
  cooling: ["AllCooling", "Cooling", "Inlet", "ChilledWater", "Leak", "Sensor"],
  vpn: ["Vpn", "RemoteWork"],
  network: ["Uplink", "Device", "Wifi"],
  energy: ["Pue", "Energy"],
  self: ["Watchdog", "Prometheus", "Alertmanager", "Rule", "Leitstand", "Collector"],
};

/** Class of an alert by its name; `other` for a name that no class knows. */
export function classOf(alertName: string): RunbookClass {
  return classes.find((kind) => kind !== "other" && firstWords[kind].some((word) => alertName.startsWith(word))) ?? "other";
}
