import { column, fixed, info, joinedText, profile, text } from "../../profile.ts";

const pdu = "1.3.6.1.4.1.318.1.1.30";
const phase = `${pdu}.4.2.1`;
const labels = { scope: fixed("phase"), phase: joinedText("", "L", text(`${phase}.3`)) };

/** APC Easy rack PDU (EPDU10xx, EPDU11xx). Source: PowerNet-MIB 4.5, ePDU*: tenths of V, hundredths of A, W, VA, tenths of percent, Wh. */
export const apcEpdu = profile({
  id: "apc-epdu",
  vendor: "APC",
  of: "meter",
  source: "PowerNet-MIB 4.5",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.318", answers: phase },
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0") }),
    power_voltage_volts: column(`${phase}.4`, { labels, scale: 0.1 }),
    power_current_amperes: column(`${phase}.5`, { labels, scale: 0.01 }),
    power_active_watts: column(`${phase}.6`, { labels }),
    power_reactive_vars: column(`${phase}.7`, { labels }),
    power_apparent_voltamperes: column(`${phase}.8`, { labels }),
    power_factor_ratio: column(`${phase}.9`, { labels, scale: 0.001, between: [0, 1] }),
    power_energy_joules_total: column(`${phase}.10`, {
      labels: { ...labels, direction: fixed("import") },
      scale: 3600,
      absent: [-1],
    }),
  },
  lacks: { outlet_state: "basic and metered models switch nothing" },
});
