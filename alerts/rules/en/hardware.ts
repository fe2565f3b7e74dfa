import { english } from "../../rule.ts";
import { percent, pieces } from "../../template.ts";

const { answer, known, list, value } = pieces("en");

export const hardwareEnglish = english({
  DevicePartFailed: {
    description: `Power supplies: ${list(`device_psu_state{device="$device",state="failed"} == 1`, "unit")}; fans: ${list(
      `device_fan_state{device="$device",state="failed"} == 1`,
      "unit",
    )}; modules: ${list(`device_component_state{device="$device",state="failed"} == 1`, "component")}.`,
    consequence: "The device goes on without a reserve; the next failure takes along all that hangs on it.",
    firstStep: "Check whether the feed of the power supply has voltage; then order a spare part.",
  },
  PoeBudgetTight: {
    description: `${percent} of the ${answer(`sum(poe_power_limit_watts{device="$device"})`)} W are given out.`,
    consequence: "The next telephone or camera, or an access point that restarts, gets no power.",
    firstStep: "Look at the loads port by port, and unplug or move what can be spared.",
  },
  AccessPointsDown: {
    description: `${percent} of the access points of the house are not in service${known(
      `count(wifi_access_point_up{house="$house"} == 0)`,
      (count) => ` (${count})`,
    )}.`,
    consequence: "Parts of the house have no Wi-Fi; during a performance that hits ticket office, admission and stage.",
    firstStep: "See whether they hang on one switch: if it fails, its access points fail with it.",
  },
  HouseSilent: {
    description: `No device of the house answers: ${list(`probe_success{house="$house"} == 0`, "device")}.`,
    consequence: "The house works without data centre and internet; ticket office, telephones and Wi-Fi stand still.",
    firstStep: "Call the house: is the power gone? If not, report a fault of its line.",
  },
  RackFeedRedundancyLost: {
    description: `Both feeds together carry ${value("tenths")} A on one phase.`,
    consequence: "If one feed fails, the breaker of the other one trips, and the rack is dark.",
    firstStep: "Look at the loads of this rack and move some to another one; switch on nothing new.",
  },
});
