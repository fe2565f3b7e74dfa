/** Facts of a site with the figures that duties are judged by. */
import type { EnergySection } from "../../site/energy.ts";
import type { Balance } from "../kpi/balance.ts";
import type { Kpi } from "../kpi/kpi.ts";
import type { Register } from "../register/records.ts";
import type { SiteFacts } from "./assess.ts";

/**
 * @param annual  PUE of twelve months; undefined while too little is booked
 * @param ref  renewable share of the period in question
 * @param rolling  balance of the twelve months
 */
export function siteFacts(
  facts: NonNullable<EnergySection["facts"]>,
  register: Register,
  { annual, ref, rolling }: { readonly annual?: Kpi | undefined; readonly ref?: Kpi | undefined; readonly rolling: Balance },
): SiteFacts {
  return {
    nonRedundantKw: facts.non_redundant_kw,
    itNominalKw: facts.it_nominal_kw,
    itInstalledKw: facts.it_installed_kw,
    commissioned: facts.commissioned,
    pue: annual?.value ?? null,
    renewableShare: ref?.value ?? null,
    publicBody: facts.public_body,
    meanGwh: facts.mean_gwh ?? rolling.facility.kwh / 1e6,
    servesThirdParties: facts.third_parties,
    lastAudit: register.audits.at(-1)?.completed ?? null,
    certified: facts.certified_management_system,
    reuseShare: rolling.erf.value ?? null,
    heatNetwork: facts.heat_network ?? false,
    shutdown: facts.shutdown ?? null,
  };
}
