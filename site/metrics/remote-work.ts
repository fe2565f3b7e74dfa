/** Remote work, converted to people. */
import { gauge, service, type Metric } from "./metric.ts";

export const remoteWorkMetrics = {
  // Remote work, converted to people. `kind` is sessions, licences or uplink; `resource` a gateway, `licences` (the shared
  // pool) or `device:interface`; `scenario` is all or n_minus_1 (the gateway gone whose loss hurts most).
  remote_work_workforce_people: gauge(service, "", "People who can work remotely"),
  remote_work_people: gauge(service, "", "People working remotely now"),
  remote_work_used_people: gauge(service, "", "People on a resource now, by its own measure", "resource kind"),
  remote_work_capacity_people: gauge(service, "", "People a resource can carry", "resource kind scenario"),
  remote_work_headroom_people: gauge(
    service,
    "",
    "People who still fit on a resource, by its own measure; only for scenario all",
    "resource kind scenario",
  ),
  remote_work_resource_available: gauge(
    service,
    "",
    "1 if the resource counts now or stands by for one that does, 0 if it is silent or down and counts as gone",
    "resource kind",
  ),
  remote_work_kind_capacity_people: gauge(
    service,
    "",
    "People who fit by one kind of resource, less what others take from it",
    "kind scenario",
  ),
  remote_work_kind_headroom_people: gauge(service, "", "People who still fit by one kind of resource", "kind scenario"),
  remote_work_binding: gauge(service, "", "1 for the resource that runs out first, 0 for the others", "resource kind scenario"),
  remote_work_total_capacity_people: gauge(
    service,
    "",
    "People who fit at all: capacity of the binding kind, the smallest known",
    "scenario",
  ),
  remote_work_total_headroom_people: gauge(
    service,
    "",
    "People who still fit at all, negative if they do not fit any more",
    "scenario",
  ),
  remote_work_capacity_complete: gauge(
    service,
    "",
    "1 if every kind of resource is known; 0 if the total capacity is only an upper bound",
    "scenario",
  ),
} as const satisfies Record<string, Metric>;
