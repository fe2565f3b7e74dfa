import { column, fixed, info, joinedText, asText, profile, text } from "../../profile.ts";

const pdu = "1.3.6.1.4.1.21317.1.3.2.2.2.2";
const texts = `${pdu}.1.1`;
/** Thousandths as integers; a model that does not measure answers -2000000, the texts beside them "not-support". */
const whole = `${pdu}.99.1`;
const outlet = { labels: { scope: fixed("outlet"), outlet: joinedText(" ", asText(0, {}), text(`${pdu}.10.1.2`)) } };
const thousandths = { rows: outlet, scale: 0.001, absent: [-2_000_000], between: [0, 100_000] } as const;

/** ATEN eco PDU (PE series). Source: ATEN-PE-CFG: outlets in thousandths of A, V and W; power factor as decimal text. */
export const aten = profile({
  id: "aten-pdu",
  vendor: "ATEN",
  of: "meter",
  source: "ATEN-PE-CFG",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.21317", answers: [whole, texts] },
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0") }),
    power_current_amperes: column(`${whole}.2`, thousandths),
    power_voltage_volts: column(`${whole}.3`, thousandths),
    power_active_watts: column(`${whole}.4`, thousandths),
    power_factor_ratio: column(`${texts}.7`, { rows: outlet, between: [0, 1] }),
  },
  lacks: {
    power_energy_joules_total: "its unit is not proved on a device yet",
    outlet_state: "one scalar per outlet whose codes no recording proves",
  },
});
