/** Meters of the energy audit. */
import { z } from "zod";
import { id, name } from "./fields.ts";

/** Roles of meters in the energy balance (ISO/IEC 30134-2, EN 50600-4-2). */
export const meterRoles = [
  "grid",
  "pv",
  "generator",
  "feed_in",
  "ups_in",
  "ups_out",
  "pdu_out",
  "it",
  "cooling",
  "chiller",
  "pump",
  "air_handler",
  "other",
  "water",
  "heat",
  "heat_reuse",
] as const;

export const meter = z.strictObject({
  id,
  name,
  role: z.enum(meterRoles).describe("Role in the energy balance (ISO/IEC 30134-2, EN 50600-4-2)"),
  source: z
    .strictObject({
      device: id.describe("Id of the device that counts"),
      metric: z.enum([
        "power_energy_joules_total",
        "ups_output_energy_joules_total",
        "power_active_watts",
        "ups_input_power_watts",
        "ups_output_power_watts",
        "cooling_power_watts",
      ]),
      labels: z.record(z.string(), z.string()).default({}).describe("Rows to pick: { scope: inlet, direction: import }"),
    })
    .optional()
    .describe("Where the counter comes from: an inventory device and a canonical metric; left out: imported or read by hand"),
  parent: id.optional().describe("Id of the meter above it in the hierarchy"),
  accuracy_percent: z.number().positive().default(1).describe("Accuracy class, percent (EN 62053: 0.5, 1, 2)"),
  resolution_wh: z.number().positive().default(1).describe("Smallest step of the counter, Wh"),
  max_watts: z.number().positive().describe("Highest power it can see, W: tells a rollover from a reset"),
  rollover_wh: z.number().positive().optional().describe("Value at which the counter wraps to 0, Wh"),
  transformers_percent: z
    .array(z.number().positive())
    .optional()
    .describe("Accuracy classes of its current and voltage transformers, percent (EN 61869: 0.2, 0.5)"),
  serial: z.string().min(1).optional().describe("Serial number of the device that counts today"),
  calibrated_until: z.iso.date().optional().describe("Last day on which its calibration or verification holds (MessEG/MessEV)"),
  exchanges: z
    .array(
      z.strictObject({
        at: z.iso.datetime({ offset: true }).describe("Instant of the exchange with offset: 2026-05-04T10:30:00+02:00"),
        removed_kwh: z.number().min(0).describe("Reading of the removed device (m³ for water)"),
        installed_kwh: z.number().min(0).default(0).describe("Reading of the installed device at its start (m³ for water)"),
        removed_serial: z.string().min(1).optional(),
        installed_serial: z.string().min(1).optional(),
      }),
    )
    .optional()
    .describe("Devices that were exchanged at this place, oldest first: with both readings no energy is lost"),
  from: z.iso.date().optional().describe("First day it counts, for example 2026-01-01"),
  to: z.iso.date().optional().describe("Last day it counts, for a meter that was replaced"),
});
