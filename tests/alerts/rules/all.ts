import { batteryCases } from "./battery.ts";
import type { Cases } from "./case.ts";
import { coolingCases } from "./cooling.ts";
import { dutyCases } from "./duty.ts";
import { energyFigureCases } from "./energy-figures.ts";
import { generatorCases } from "./generator.ts";
import { hardwareCases } from "./hardware.ts";
import { networkCases } from "./network.ts";
import { remoteAccessCases } from "./remote-access.ts";
import { roomCases } from "./room.ts";
import { energyCases, selfCases } from "./self.ts";
import { serviceCases } from "./services.ts";
import { upsCases } from "./ups.ts";
import { vpnCases } from "./vpn.ts";

/** Situations by alert. */
export const cases: Readonly<Record<string, Cases>> = {
  ...upsCases,
  ...batteryCases,
  ...generatorCases,
  ...coolingCases,
  ...roomCases,
  ...vpnCases,
  ...remoteAccessCases,
  ...networkCases,
  ...hardwareCases,
  ...serviceCases,
  ...energyCases,
  ...energyFigureCases,
  ...selfCases,
  ...dutyCases,
};
