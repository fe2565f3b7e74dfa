import { join } from "node:path";
import { alertmanagerConfig, prometheusConfig } from "../alerts/compile.ts";
import { rulesPath } from "../alerts/write.ts";
import { blackboxConfig } from "../collectors/blackbox.ts";
import type { Site } from "../site/inventory.ts";
import { writeWhole } from "./state-folder.ts";

/** Where the parts of one installation answer. */
export interface Addresses {
  readonly url: string;
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly collectors: string;
  /** Where the blackbox exporter answers when it is installed and there is something to check. */
  readonly blackbox?: string;
  readonly lab?: string;
  readonly smtp?: string;
}

/** Writes prometheus.yml, alertmanager.yml and blackbox.yml of this site; they hold the webhook's token, so only the owner reads them. */
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
    ...(addresses.blackbox !== undefined && { blackboxUrl: addresses.blackbox }),
  });
  const alertmanager = alertmanagerConfig(site, {
    webhookUrl: `${addresses.url}/webhooks/alertmanager`,
    webhookToken: site.webhook_token ?? webhookToken,
  });
  if (addresses.blackbox !== undefined) writeWhole(join(folder, "blackbox.yml"), blackboxConfig(site), 0o600);
  writeWhole(join(folder, "prometheus.yml"), prometheus, 0o600);
  writeWhole(join(folder, "alertmanager.yml"), alertmanager, 0o600);
}
