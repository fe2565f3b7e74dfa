import type { AlertRule } from "../rule.ts";
import { batteryRules } from "./battery.ts";
import { coolingRules } from "./cooling.ts";
import { dutyRules } from "./duty.ts";
import { energyFigureRules } from "./energy-figures.ts";
import { energyRules } from "./energy.ts";
import { generatorRules } from "./generator.ts";
import { hardwareRules } from "./hardware.ts";
import { networkRules } from "./network.ts";
import { remoteAccessRules } from "./remote-access.ts";
import { roomRules } from "./room.ts";
import { selfRules } from "./self.ts";
import { serviceRules } from "./services.ts";
import { upsRules } from "./ups.ts";
import { vpnRules } from "./vpn.ts";

/** Every alert by group, in the order of urgency that the rule file keeps. */
export const ruleGroups: Readonly<Record<string, readonly AlertRule[]>> = {
  ups: [...upsRules, ...batteryRules],
  generator: generatorRules,
  cooling: [...coolingRules, ...roomRules],
  vpn: [...vpnRules, ...remoteAccessRules],
  network: [...networkRules, ...hardwareRules],
  services: serviceRules,
  energy: [...energyRules, ...energyFigureRules],
  self: [...selfRules, ...dutyRules],
};

export const alertRules: readonly AlertRule[] = Object.values(ruleGroups).flat();
