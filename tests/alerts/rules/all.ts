import type { Cases } from "./case.ts";
import { coolingCases } from "./cooling.ts";
import { networkCases } from "./network.ts";
import { energyCases, selfCases } from "./self.ts";
import { serviceCases } from "./services.ts";
import { upsCases } from "./ups.ts";
import { vpnCases } from "./vpn.ts";

/** Situations by alert. */
export const cases: Readonly<Record<string, Cases>> = {
  ...upsCases,
  ...coolingCases,
  ...vpnCases,
  ...networkCases,
  ...serviceCases,
  ...energyCases,
  ...selfCases,
};
