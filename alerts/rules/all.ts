import type { AlertRule } from "../rule.ts";
import { coolingRules } from "./cooling.ts";
import { energyRules } from "./energy.ts";
import { networkRules } from "./network.ts";
import { selfRules } from "./self.ts";
import { serviceRules } from "./services.ts";
import { upsRules } from "./ups.ts";
import { vpnRules } from "./vpn.ts";

/** Every alert by group, in the order of urgency that the rule file keeps. */
export const ruleGroups: Readonly<Record<string, readonly AlertRule[]>> = {
  ups: upsRules,
  cooling: coolingRules,
  vpn: vpnRules,
  network: networkRules,
  services: serviceRules,
  energy: energyRules,
  self: selfRules,
};

export const alertRules: readonly AlertRule[] = Object.values(ruleGroups).flat();
