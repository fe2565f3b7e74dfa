import { english } from "../../rule.ts";
import { pieces } from "../../template.ts";

const { answer, value } = pieces("en");
const nobody = "This rota has nobody in {{ $value | humanizeDuration }}.";
const standIn = "An alert in that time goes to the stand-in of the escalation only.";

export const dutyEnglish = english({
  LeitstandCanaryOverdue: {
    description: "The last test alert that was confirmed is {{ $value | humanizeDuration }} old.",
    consequence: "Accepted is not delivered: whether alert mails arrive is unproven.",
    firstStep: "See in the mailbox of the test whether the mail is there; call the stand-by duty and use the second channel.",
  },
  RotaGapNear: {
    description: nobody,
    consequence: standIn,
    firstStep: "Find a stand-in and enter it as an override in site.yaml.",
  },
  RotaGapAhead: {
    description: nobody,
    consequence: standIn,
    firstStep: "Close the gap with the people on duty; the rota stands on the page On call.",
  },
  OnCallSingleChannel: {
    description: `Proven ways of whoever is on duty now or next: ${answer(`min(leitstand_oncall_verified_channels{rota="$resource"})`)}. People with one way only who have duty within 14 days: ${answer(`max(leitstand_oncall_single_way_contacts{rota="$resource"})`)}.`,
    consequence: "An empty telephone or a fault of the mail system, and the alert reaches nobody.",
    firstStep: "Enter a second way (SMS or message) in site.yaml and have a test alert over it confirmed.",
  },
  ClockOff: {
    description: `Deviation ${value("tenths")} s (from the Date header of the answer).`,
    consequence: "Once it is minutes, alerts count as ended that are not, and the log loses its order.",
    firstStep: "Check the time synchronisation (NTP) of both machines; do not make the clock jump by hand.",
  },
  LeitstandDiskLow: {
    description: `Free are ${answer("min(leitstand_state_filesystem_available_bytes) / 1e9", "tenths")} GB of ${answer(
      "min(leitstand_state_filesystem_size_bytes) / 1e9",
      "tenths",
    )} GB.`,
    consequence: "Without room no incident can be stored: Leitstand refuses alerts until there is room again.",
    firstStep: "See what fills the room (logs, old backups, data of Prometheus), and move it away; do not touch the database.",
  },
});
