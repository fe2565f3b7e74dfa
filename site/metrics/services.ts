/** Services checked from outside. */
import { blackbox, gauge, service, type Metric } from "./metric.ts";

export const serviceMetrics = {
  // Services checked from outside; their labels service, class and severity come from the Prometheus configuration.
  service_up: gauge(blackbox, "", "1 if the service passed its check, else 0"),
  service_check_duration_seconds: gauge(blackbox, "seconds", "Duration of the check"),
  service_http_status_code: gauge(blackbox, "", "Status of the answer over HTTP; 0 without an answer"),
  service_certificate_expiry_timestamp_seconds: gauge(blackbox, "seconds", "End of the certificate that ends first"),
  service_certificate_limit_seconds: gauge(
    service,
    "seconds",
    "Time before its end that a certificate must be renewed (limit)",
    "service",
  ),
} as const satisfies Record<string, Metric>;
