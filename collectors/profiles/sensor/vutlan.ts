import { column, info, is, once, profile, text, type NumberOptions } from "../../profile.ts";

const element = "1.3.6.1.4.1.39052.1.3.1";
/** Elements by the text of their type; values are decimal texts, empty where nothing is connected. */
const of = (kind: string, options: NumberOptions = {}) =>
  column(`${element}.9`, {
    labels: { sensor: text([`${element}.7`, `${element}.1`]) },
    where: once(is(`${element}.6`, kind)),
    ...options,
  });
const alarm = { codes: { 0: 0, 1: 1 } };

/** Vutlan (SkyControl) monitoring unit. Source: VUTLAN-SYSTEM-MIB: whole units as decimal texts. */
export const vutlan = profile({
  id: "vutlan",
  vendor: "Vutlan",
  of: "sensor",
  source: "VUTLAN-SYSTEM-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.39052", answers: `${element}.9` },
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0") }),
    air_temperature_celsius: of("temperature", { signed: true }),
    air_humidity_ratio: of("humidity", { scale: 0.01 }),
    smoke_detected: of("smoke", alarm),
    leak_detected: of("leak", alarm),
    door_open: of("door", alarm),
  },
  lacks: { contact_state: "a dry contact tells its state in words of the unit's settings" },
});
