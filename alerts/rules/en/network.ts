import { english } from "../../rule.ts";
import { pieces } from "../../template.ts";
import { isUplink, lines } from "../network.ts";

const { answer, value } = pieces("en");

export const networkEnglish = english({
  UplinkDown: {
    description: `The interface is enabled but has no link. Uplinks still connected at the same place: ${answer(
      `sum(interface_oper_state{state="up",${lines},house="$house"} and ${isUplink})`,
      "whole",
      "0",
    )}.`,
    consequence: "If a second line is left, work goes on without a reserve; otherwise the place is cut off from the network.",
    firstStep: "Check whether the other line carries the traffic, then report the fault to the provider.",
  },
  UplinkRedundancyLost: {
    description: `Lines proven to be connected: ${value("whole")}.`,
    consequence: "The next fault of a line cuts the place off from the network, and with it the way of alert mails.",
    firstStep: "Find out which line is missing and whether its router answers; stop planned work on the other line.",
  },
  DeviceSilent: {
    description:
      "The device has been silent to the monitoring for 5 minutes at least; its values are missing, they are not zero.",
    consequence: "There are no alerts about this device until it answers again. Open incidents stay open and count as blind.",
    firstStep: "Check whether only its management is silent (network, access, card) or the device itself has failed.",
  },
});
