/** The alarm chain itself. */
import { counter, gauge, service, type Metric } from "./metric.ts";

export const chainMetrics = {
  leitstand_incidents_open: gauge(service, "", "Open incidents", "severity state"),
  leitstand_webhook_received_total: counter(service, "", "Webhook bodies by result", "result"),
  leitstand_outbox_pending: gauge(service, "", "Deliveries waiting"),
  leitstand_outbox_oldest_pending_seconds: gauge(
    service,
    "seconds",
    "Age of the oldest delivery that is due and not yet accepted; 0 if none",
  ),
  leitstand_deliveries_total: counter(service, "", "Deliveries by result", "channel result"),
  leitstand_channel_up: gauge(service, "", "1 while a channel accepts mail", "channel"),
  leitstand_site_reload_success: gauge(service, "", "1 while the site file on disk is in force, 0 while a wrong one is ignored"),
  leitstand_code_current: gauge(
    service,
    "",
    "1 while the code on disk is the one that runs, 0 after an update without a restart",
  ),
  leitstand_state_filesystem_available_bytes: gauge(service, "bytes", "Space left where incidents and deliveries are stored"),
  leitstand_state_filesystem_size_bytes: gauge(
    service,
    "bytes",
    "Size of the file system where incidents and deliveries are stored",
  ),
  leitstand_clock_skew_seconds: gauge(
    service,
    "seconds",
    "Clock of a peer minus our own, by the Date header of its answer; absent while it does not answer",
    "against",
  ),
  leitstand_canary_confirmed_timestamp_seconds: gauge(
    service,
    "seconds",
    "Instant at which the last test page came back through the real mailbox; absent without a canary",
  ),
  leitstand_oncall_verified_channels: gauge(
    service,
    "",
    "Ways proven to reach the person on duty, the fewest of those on duty now and next",
    "rota",
  ),
  leitstand_oncall_single_way_contacts: gauge(
    service,
    "",
    "People on duty within 14 days who can be reached in one way only",
    "rota",
  ),
  leitstand_rota_first_gap_timestamp_seconds: gauge(
    service,
    "seconds",
    "Instant of the first gap within 30 days; absent if there is none",
    "rota",
  ),
} as const satisfies Record<string, Metric>;
