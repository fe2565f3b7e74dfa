/** The device families that Leitstand knows, as a table for docs and for a person. Pure. */
import type { Profile } from "./profile.ts";
import { profiles } from "./profiles/index.ts";

const classesOf = ({ of }: Profile): readonly string[] => [of].flat();
/** Several things in one cell of a table. */
const cell = (parts: readonly string[]): string => parts.join("<br>").replaceAll("|", "\\|");

/** Families by class, then vendor; those of any class last, since they add to others. */
function sorted(): readonly Profile[] {
  const place = (profile: Profile): string => `${classesOf(profile).includes("all") ? 1 : 0}${classesOf(profile).join()}`;
  return profiles.toSorted(
    (a, b) => place(a).localeCompare(place(b)) || a.vendor.localeCompare(b.vendor) || a.id.localeCompare(b.id),
  );
}

/** The table of docs/devices.md: what is known of each family, on what evidence, and what it lacks. */
export function familiesMarkdown(): string {
  const proved = profiles.filter(({ evidence }) => evidence === "recording").length;
  const rows = sorted().map((profile) => {
    const lacks = Object.entries(profile.lacks).map(([metric, why]) => `\`${metric}\`: ${why}`);
    const cells = [
      `\`${profile.id}\``,
      profile.vendor,
      classesOf(profile).join(", "),
      profile.evidence,
      String(Object.keys(profile.reads).length),
      cell([profile.source]),
      cell(lacks),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "# Device families",
    "",
    "Generated from `collectors/profiles/` by `./leitstand families --markdown`; a test compares both.",
    "",
    `${profiles.length} families. \`recording\`: proved on answers of a real device (${proved}). \`mib\`: written from the maker's MIB`,
    `alone (${profiles.length - proved}); the first device of such a family deserves a look at \`leitstand probe\` and, where a value is`,
    "wrong, a `leitstand record`. A device is recognised by what it answers, never by its name; several families can serve one.",
    "",
    "| family | vendor | class | evidence | metrics | source | lacks |",
    "| --- | --- | --- | --- | ---: | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

/** One line per family, for a terminal; a word picks by id, vendor, class or source. */
export function familiesTable(word?: string): string {
  const wanted = sorted()
    .map((profile) => [profile.id, profile.vendor, classesOf(profile).join("+"), profile.evidence, profile.source])
    .filter((row) => word === undefined || row.join(" ").toLowerCase().includes(word.toLowerCase()));
  const widths = [0, 1, 2, 3].map((at) => Math.max(0, ...wanted.map((row) => row[at]?.length ?? 0)));
  return wanted.map((row) => `${row.map((text, at) => text.padEnd(widths[at] ?? 0)).join("  ")}\n`).join("");
}
