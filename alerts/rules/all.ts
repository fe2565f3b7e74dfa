import { inBoth, type AlertRule } from "../rule.ts";
import { batteryRules } from "./battery.ts";
import { coolingRules } from "./cooling.ts";
import { dutyRules } from "./duty.ts";
import { batteryEnglish } from "./en/battery.ts";
import { coolingEnglish } from "./en/cooling.ts";
import { dutyEnglish } from "./en/duty.ts";
import { energyEnglish } from "./en/energy.ts";
import { energyFigureEnglish } from "./en/energy-figures.ts";
import { generatorEnglish } from "./en/generator.ts";
import { hardwareEnglish } from "./en/hardware.ts";
import { networkEnglish } from "./en/network.ts";
import { remoteAccessEnglish } from "./en/remote-access.ts";
import { roomEnglish } from "./en/room.ts";
import { selfEnglish } from "./en/self.ts";
import { serviceEnglish } from "./en/services.ts";
import { upsEnglish } from "./en/ups.ts";
import { vpnEnglish } from "./en/vpn.ts";
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
  ups: [...inBoth(upsRules, upsEnglish), ...inBoth(batteryRules, batteryEnglish)],
  generator: inBoth(generatorRules, generatorEnglish),
  cooling: [...inBoth(coolingRules, coolingEnglish), ...inBoth(roomRules, roomEnglish)],
  vpn: [...inBoth(vpnRules, vpnEnglish), ...inBoth(remoteAccessRules, remoteAccessEnglish)],
  network: [...inBoth(networkRules, networkEnglish), ...inBoth(hardwareRules, hardwareEnglish)],
  services: inBoth(serviceRules, serviceEnglish),
  energy: [...inBoth(energyRules, energyEnglish), ...inBoth(energyFigureRules, energyFigureEnglish)],
  self: [...inBoth(selfRules, selfEnglish), ...inBoth(dutyRules, dutyEnglish)],
};

export const alertRules: readonly AlertRule[] = Object.values(ruleGroups).flat();
