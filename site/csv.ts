/** A cell of a table for spreadsheets: quoted where it must be (RFC 4180), and never a formula (OWASP, CSV injection). Pure. */
export function csvCell(value: string, separator: "," | ";" = ";"): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /["\r\n]/.test(safe) || safe.includes(separator) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
