import { column, fixed, index, info, joinedText, profile, stateColumn, text, type Rows } from "../../profile.ts";

const ipoman = "1.3.6.1.4.1.2468.1.4.2.1";
const inlet = `${ipoman}.3.1.3.1`;
const outlet = `${ipoman}.3.2.3.1`;
const name = text([`${ipoman}.3.2.2.1.2`]);
const inlets: Rows = { labels: { scope: fixed("inlet"), component: joinedText(" ", "inlet", index()) } };
const outlets: Rows = { labels: { scope: fixed("outlet"), outlet: name } };

/** Ingrasys iPoMan rack PDU. Source: IPOMANII-MIB: tenths of V, mA, thousandths of kWh. */
export const ipomanPdu = profile({
  id: "ipoman",
  vendor: "Ingrasys",
  of: "meter",
  source: "IPOMANII-MIB",
  evidence: "recording",
  recognises: { sysObjectID: ipoman, answers: [inlet, outlet] },
  reads: {
    device_info: info({
      model: text(`${ipoman}.1.3.0`, { pattern: /^(.*?) v[\d.]+/ }),
      firmware: text(`${ipoman}.1.3.0`, { pattern: / v([\d.]+)/ }),
    }),
    power_voltage_volts: column(`${inlet}.2`, { rows: inlets, scale: 0.1 }),
    power_current_amperes: [
      column(`${inlet}.3`, { rows: inlets, scale: 0.001 }),
      column(`${outlet}.3`, { rows: outlets, scale: 0.001 }),
    ],
    power_energy_joules_total: column(`${outlet}.4`, { rows: outlets, scale: 3600, labels: { direction: fixed("import") } }),
    outlet_state: stateColumn(`${outlet}.2`, { 2: "off", 3: "on", 4: "on", 5: "off", 6: "off" }, { labels: { outlet: name } }),
  },
  lacks: {
    power_active_watts: "not in this MIB",
    power_frequency_hertz: "every inlet has one, and the metric tells the device's",
  },
});
