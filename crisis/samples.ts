import type { Sample } from "../site/series.ts";
import type { Capacity, Resource, ScenarioCapacity } from "./capacity.ts";

/**
 * A capacity as the canonical metrics `remote_work_*`, for the service's own `/metrics`. What is unknown gives no sample.
 * The workforce is not among them: it is a fact of the inventory (site/limits.ts).
 */
export function capacitySamples(capacity: Capacity, site: string): Sample[] {
  const samples: Sample[] = [];
  const add = (metric: string, value: number | undefined, labels: Record<string, string> = {}): void => {
    if (value !== undefined) samples.push({ metric, labels: { site, ...labels }, value });
  };
  add("remote_work_people", capacity.people);
  for (const one of capacity.all.resources) {
    const labels = labelsOf(one);
    add("remote_work_used_people", one.usedPeople, labels);
    add("remote_work_headroom_people", one.headroomPeople, { ...labels, scenario: "all" });
    add("remote_work_resource_available", ["counts", "standby"].includes(one.state) ? 1 : 0, labels);
  }
  addScenario(add, capacity.all, "all");
  addScenario(add, capacity.nMinus1, "n_minus_1");
  return samples;
}

const labelsOf = ({ resource, kind }: Resource): Record<string, string> => ({ resource, kind });

function addScenario(
  add: (metric: string, value: number | undefined, labels: Record<string, string>) => void,
  { resources, kinds, binding, capacityPeople, headroomPeople, unknown }: ScenarioCapacity,
  scenario: "all" | "n_minus_1",
): void {
  for (const one of resources) {
    const labels = { ...labelsOf(one), scenario };
    add("remote_work_capacity_people", one.capacityPeople, labels);
    if (binding !== undefined) {
      add("remote_work_binding", one.kind === binding.kind && one.resource === binding.resource ? 1 : 0, labels);
    }
  }
  for (const one of kinds) {
    add("remote_work_kind_capacity_people", one.capacityPeople, { kind: one.kind, scenario });
    add("remote_work_kind_headroom_people", one.headroomPeople, { kind: one.kind, scenario });
  }
  add("remote_work_total_capacity_people", capacityPeople, { scenario });
  add("remote_work_total_headroom_people", headroomPeople, { scenario });
  add("remote_work_capacity_complete", unknown.length === 0 ? 1 : 0, { scenario });
}
