/** Typography that no sentence needs to think of: what belongs together stays on one line. */

const units = "%|€|ct|kWh|MWh|GWh|kW|MW|h|min|t|kg|a|l|°C|K|m²|m³|Tage|days";
const numberAndUnit = new RegExp(`(\\d) (?=(?:${units})(?![\\p{L}\\d]))`, "gu");

/** A number keeps its unit, § and the sign of a bound their number (no-break space). */
export const unbroken = (text: string): string =>
  text.replaceAll(numberAndUnit, "$1\u00A0").replaceAll(/([§≤≥<>]) (?=\d)/g, "$1\u00A0");

/** The same for every text of a view; drawings stay as they are. */
export function unbrokenIn<T>(value: T): T {
  if (typeof value === "string") return unbroken(value) as T;
  if (Array.isArray(value)) return value.map((part: unknown) => unbrokenIn(part)) as T;
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.entries(value).map(([key, part]): [string, unknown] => [key, key === "svg" ? part : unbrokenIn(part)]);
  return Object.fromEntries(parts) as T;
}
