/**
 * What the energy audit must know beside meters: facts about the site that the law asks for, tariffs, emission factors, the
 * maker's curves of the UPS. Values carry the day from which they hold and where they come from, so that an old report stays
 * explainable. Keys are those of the file.
 */
import { z } from "zod";
import type { Form } from "./forms.ts";

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "id" satisfies Form);
const day = z.iso.date();
const share = z.number().min(0).max(1);
const cents = z.number().min(0);
const source = z.string().min(1).describe("Where the value comes from: price sheet, contract, publication with date");

export const energyFacts = z.strictObject({
  owner: z.string().min(1).describe("Owner of the data centre (register, EnEfG annex 3)"),
  operator: z.string().min(1).describe("Operator of the data centre"),
  postcode: z.string().regex(/^\d{5}$/, "five digits"),
  building_area_m2: z.number().positive(),
  commissioned: day.describe("First day of operation: decides which PUE limits hold"),
  non_redundant_kw: z.number().positive().describe("Non-redundant electrical connected load, kW (EnEfG § 3 no. 24)"),
  contracted_kw: z
    .number()
    .positive()
    .optional()
    .describe("Power agreed upon with the network operator, kW: a peak close to it is a warning"),
  it_nominal_kw: z.number().positive().describe("Nominal connected load of IT, kW: size class of the register"),
  it_installed_kw: z.number().positive().describe("Installed IT power, kW: threshold of regulation (EU) 2024/1364"),
  public_body: z.boolean().describe("Owned by or operated for public bodies (EnEfG § 12 (3))"),
  third_parties: z.boolean().describe("Serves customers, who get a statement (EnEfG § 15)"),
  certified_management_system: z.boolean().describe("Certified ISO 50001 or EMAS, which replaces the audit (EDL-G § 8 (3))"),
  heat_network: z.boolean().optional().describe("Delivers waste heat to a heat network (EnEfG § 12 (4))"),
  shutdown: day.optional().describe("Planned last day of operation (EnEfG § 12 (6))"),
  mean_gwh: z.number().positive().optional().describe("Mean consumption of the last three years, GWh, until the ledger knows it"),
});

const fee = z.strictObject({ power_eur_per_kw: z.number().min(0), energy_ct_per_kwh: cents });

export const tariff = z.strictObject({
  from: day.describe("First day of the prices"),
  energy_ct_per_kwh: cents,
  grid_fee: z
    .strictObject({ from_2500_hours: fee, below_2500_hours: fee })
    .describe("Grid fee by full-load hours of the year (StromNEV § 17)"),
  levies_ct_per_kwh: z.record(z.string(), cents).default({}).describe("Levies by name"),
  tax_ct_per_kwh: cents.default(2.05).describe("Electricity tax"),
  concession_ct_per_kwh: cents.default(0),
  metering_eur_per_year: z.number().min(0).default(0),
  vat: share.default(0.19),
  source,
});

export const emissionFactor = z.strictObject({
  year: z.int().describe("Year of consumption"),
  g_per_kwh: z.number().min(0).nullable().describe("null: not published yet; the latest earlier year is used and said"),
  status: z.enum(["final", "preliminary", "estimate", "unpublished"]),
  source,
});

/** Formats of a management report that can go out as a file. */
export const reportFileFormats = ["pdf", "page.pdf", "xlsx", "csv", "json", "load.csv", "cooling.csv", "audit.zip"] as const;

export const customer = z.strictObject({
  id: id.describe("Identifier; stands in the address of the statement"),
  name: z.string().min(1).max(120).describe("Customer as the contract names it"),
  meters: z
    .array(
      z.strictObject({
        meter: z.string().describe("Id of a meter"),
        share: z.number().gt(0).max(1).default(1).describe("Share of the meter that is this customer's, 0 to 1; 1: all of it"),
      }),
    )
    .min(1)
    .describe("Meters whose energy is the customer's, wholly or by a share agreed with them"),
});

export const mailing = z.strictObject({
  id: id.describe("Identifier; a changed one is another mailing"),
  every: z.enum(["month", "quarter", "year"]).describe("Period of the report; each is sent once, after its end"),
  days_after: z.int().min(1).max(90).default(5).describe("Days after the end of the period until it is sent"),
  to: z.array(z.string()).min(1).describe("Ids of contacts; each gets the report in their language"),
  formats: z.array(z.enum(reportFileFormats)).min(1).default(["pdf"]).describe("Files that are attached"),
});

/** Annex 3 of the EnEfG and regulation (EU) 2024/1364 ask for more than meters count. All of it is optional: what is missing stays a dash. */
export const registerEntry = z.strictObject({
  year: z.int().describe("Calendar year that the values are of"),
  data_centre_area_m2: z.number().positive().optional().describe("Floor area of the data centre (S_DC)"),
  computer_room_area_m2: z.number().positive().optional().describe("Floor area of the computer rooms (S_CR)"),
  released_heat_celsius: z.number().optional().describe("Mean temperature of the heat released to air, water or ground"),
  delivered_heat_celsius: z.number().optional().describe("Mean temperature of the heat delivered (T_WH)"),
  intake_celsius: z.number().optional().describe("Mean set point of the air that IT takes in (T_IN)"),
  battery_kw: z.number().min(0).optional().describe("Power of the batteries"),
  grid_functions: z.boolean().optional().describe("The batteries serve the grid"),
  potable_water_share: share.optional().describe("Potable share of the water (W_IN-POT)"),
  refrigerants: z.string().min(1).optional().describe("Refrigerants by type"),
  ppa_kwh: z.number().min(0).optional().describe("Renewable energy by power purchase agreement (E_RES-PPA)"),
  server_capacity: z.string().min(1).optional().describe("Capacity of the servers with its method (C_SERV)"),
  storage_capacity: z.string().min(1).optional().describe("Capacity of the storage (C_STOR)"),
  server_utilisation: share
    .optional()
    .describe("Mean CPU utilisation of all servers over the year, 0 to 1 (ITEUsv, EN 50600-4-5)"),
  server_efficiency: z
    .string()
    .min(1)
    .optional()
    .describe("Performance of all servers over their power, with the unit of the benchmark (ITEEsv, EN 50600-4-4)"),
  data_amount: z.string().min(1).optional().describe("Amount of data stored and processed (annex 3)"),
  traffic: z.string().min(1).optional().describe("Data traffic and bandwidth, in and out"),
});

export const energySection = z.strictObject({
  facts: energyFacts.optional().describe("What the register and the duties need"),
  register: z.array(registerEntry).optional().describe("What the register asks for and no meter counts, by year"),
  tariffs: z.array(tariff).default([]).describe("Prices by first day, oldest first"),
  emission_factors: z
    .strictObject({
      series: z.string().min(1).describe("Name of the series, for example: UBA, direct CO2, power mix of Germany"),
      location: z.array(emissionFactor).min(1),
      residual_mix_g_per_kwh: z.number().min(0).describe("For what guarantees of origin do not cover"),
    })
    .optional(),
  guarantees_of_origin: z
    .array(z.strictObject({ year: z.int(), kwh: z.number().min(0) }))
    .default([])
    .describe("Guarantees of origin that are owned and cancelled, by year of consumption"),
  generator: z
    .strictObject({
      diesel_l_per_kwh: z.number().positive(),
      kg_co2_per_l: z.number().positive().default(2.65),
      reserve_l: z.number().positive().optional().describe("Fuel that is left when the level contact reports, litres"),
    })
    .optional()
    .describe("Fuel of the emergency generator"),
  ups: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        input: z.string().describe("Id of the meter at its input"),
        output: z.string().describe("Id of the meter at its output"),
        rated_kw: z.number().positive(),
        curve: z
          .array(z.tuple([share, share]))
          .default([])
          .describe("The maker's efficiency by load: [[0.25, 0.935], [0.5, 0.955]]"),
      }),
    )
    .default([])
    .describe("UPS whose efficiency is followed"),
  customers: z
    .array(customer)
    .default([])
    .describe("Customers who get a statement of the energy that is directly theirs (EnEfG § 15)"),
  mailings: z.array(mailing).default([]).describe("Reports that are mailed by themselves"),
  price_eur_per_kwh: z.number().positive().optional().describe("Price of a saved kWh in valuations; else from the tariff"),
  discount_rate: share.default(0.05).describe("Interest of valuations (DIN EN 17463)"),
});

export type EnergySection = z.output<typeof energySection>;
export type Tariff = z.output<typeof tariff>;
export type Customer = z.output<typeof customer>;
export type Mailing = z.output<typeof mailing>;
export type ReportFileFormat = (typeof reportFileFormats)[number];
