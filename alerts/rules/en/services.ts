import { english } from "../../rule.ts";
import { pieces } from "../../template.ts";

const { answer, known, list } = pieces("en");

export const serviceEnglish = english({
  ServiceDown: {
    description: `For 1 min at least the check from outside has failed.${known(
      `service_http_status_code{service="$resource"} > 0`,
      (code) => ` Last answer: HTTP ${code}.`,
    )} Services that fail in all: ${answer(`count(service_up == 0)`, "whole", "0")} of ${answer(`count(service_up)`, "whole", "0")}.`,
    consequence: "Whoever needs the service does not reach it: citizens, or the administration itself.",
    firstStep: "Call the service from another network yourself; if many fail at once, first check network and name service.",
  },
  CertificateExpiresSoon: {
    description: "The certificate is valid for another {{ $value | humanizeDuration }}; it should have been renewed by now.",
    consequence: "Once it expires, browsers and programs refuse the service as if it were down.",
    firstStep: "Check whether the renewal runs by itself and what makes it fail; otherwise apply for a new certificate.",
  },
  DnsFails: {
    description: `No name service that is watched answers: ${list(`service_up{class="name_service"} == 0`, "service")}.`,
    consequence:
      "Almost every service falls with it: login, mail, remote access. Alert mails leave only through relays that are entered by their address.",
    firstStep: "Check a name service at the machine itself and restart it; enter the mail relays in the inventory by address.",
  },
});
