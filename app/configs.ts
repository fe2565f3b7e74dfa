import { join } from "node:path";
import { alertmanagerConfig, prometheusConfig } from "../alerts/compile.ts";
import { rulesPath } from "../alerts/write.ts";
import type { Site } from "../site/inventory.ts";
import { writeWhole } from "./state-folder.ts";

/** Where the parts of one installation answer. */
export interface Addresses {
  readonly url: string;
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly collectors: string;
  readonly lab?: string;
  readonly smtp?: string;
}

/** Writes prometheus.yml and alertmanager.yml of this site; they hold the webhook's token, so only the owner reads them. */
export function writeConfigs(
  site: Site,
  { folder, addresses, webhookToken }: { folder: string; addresses: Addresses; webhookToken: string },
): void {
  const pagesUrl = site.public_url ?? addresses.url;
  const prometheus = prometheusConfig(site, {
    pagesUrl,
    serviceUrl: addresses.url,
    collectorsUrl: addresses.collectors,
    prometheusUrl: addresses.prometheus,
    alertmanagerUrl: addresses.alertmanager,
    rulesFile: rulesPath,
  });
  const alertmanager = alertmanagerConfig(site, { webhookUrl: `${addresses.url}/webhooks/alertmanager`, webhookToken });
  writeWhole(join(folder, "prometheus.yml"), prometheus, 0o600);
  writeWhole(join(folder, "alertmanager.yml"), alertmanager, 0o600);
}
