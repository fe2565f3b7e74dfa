import type { DeviceClass } from "../site/metrics.ts";
import type { Site } from "../site/inventory.ts";
import { identityLabels } from "../site/limits.ts";

/** One group of Prometheus' HTTP service discovery; the device id stands for the address, `/probe` turns it into one. */
export interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Every device of the inventory, or of one class. Pure. */
export function targetGroups(site: Site, deviceClass?: DeviceClass): TargetGroup[] {
  return site.devices
    .filter((device) => deviceClass === undefined || device.class === deviceClass)
    .map((device) => ({ targets: [device.id], labels: identityLabels(site, device) }));
}
