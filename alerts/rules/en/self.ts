import { english } from "../../rule.ts";
import { pieces } from "../../template.ts";
import { firingOr } from "../self.ts";

const { answer, known, list, value } = pieces("en");

export const selfEnglish = english({
  Watchdog: {
    description: "This alert always fires. If it is missing, the chain between Prometheus, Alertmanager and Leitstand is broken.",
    consequence: "While it arrives, none. If it is missing, no other alert reaches anybody either.",
    firstStep: "Do nothing; only its absence is an incident.",
  },
  PrometheusDropsNotifications: {
    description: `In the last 5 minutes ${answer(`sum(increase(prometheus_notifications_dropped_total[5m]))`)} alerts were lost on their way.`,
    consequence: "Critical alerts may be missing without anybody noticing.",
    firstStep: "Check whether Alertmanager runs; until then watch the list of alerts in Prometheus by hand.",
  },
  AlertmanagerCannotReachLeitstand: {
    description: `Deliveries to Leitstand fail. This mail comes straight from Alertmanager. Critical alerts that fire now:${firingOr("none")}`,
    consequence: "There is no paging, no escalation and no acknowledgement until Leitstand answers again. Short alerts are lost.",
    firstStep: "See on the Leitstand machine whether the service runs, and restart it; its state is kept.",
  },
  RuleEvaluationFails: {
    description: `Prometheus cannot evaluate rules; groups concerned: ${list(
      `sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total[5m])) > 0`,
      "rule_group",
      "not named",
    )}.`,
    consequence: "A rule that is not evaluated is silent: there is a blind spot of unknown size.",
    firstStep: "Open the page “Rules” of Prometheus; the rule that fails stands there with its message.",
  },
  LeitstandOutboxOld: {
    description: `The oldest delivery that is due has waited for ${value("whole")} s.${known(`sum(leitstand_outbox_pending)`, (count) => ` Waiting in all: ${count}.`)}`,
    consequence: "The stand-by duty does not know of an incident yet.",
    firstStep: "Look at the open incidents on the page and call the stand-by duty; then check the way of mails.",
  },
  LeitstandChannelDown: {
    description: `This channel takes no messages. Still usable: ${list(`leitstand_channel_up == 1`, "channel")}.`,
    consequence: "Alerts leave through the other channels only; without a second one nothing reaches anybody any more.",
    firstStep: "Check the second channel; if there is none, call the stand-by duty and have somebody watch the screen.",
  },
  CollectorDown: {
    description: `Prometheus does not reach the collectors. Devices without values: ${answer(`count(up{job="devices"} == 0)`, "whole", "0")}.`,
    consequence: "Leitstand is blind: no device delivers values, no alert about a device can begin or end.",
    firstStep: "See on the Leitstand machine whether the collectors' process runs; until then read important plant at its panel.",
  },
});
