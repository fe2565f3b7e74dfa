import type { Site } from "../../site/inventory.ts";

/** What a report needs of the site file: no contacts, no addresses, no secrets. Stored with a signature, handed to processes. */
export type AuditedSite = Pick<Site, "site" | "meters" | "energy">;

export const auditedSite = ({ site, meters, energy }: Site): AuditedSite => ({ site, meters, energy });
