import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { profiles } from "../../collectors/profiles/index.ts";
import { textOf } from "../../collectors/raw.ts";
import { recognised } from "../../collectors/recognise.ts";
import { samplesOf } from "../../collectors/samples.ts";
import { readRecording } from "../captures/snmprec.ts";

const folder = join(import.meta.dirname, "..", "devices");

/** What a person relies on at night, by device: sample text as it stands in the exposition. */
const expected: Readonly<Record<string, readonly string[]>> = {
  "ups/powernet-three-phase": [
    "ups_power_source{state=battery} 1",
    "ups_power_source{state=mains} 0",
    "ups_battery_runtime_seconds{} 1980",
    "ups_battery_replace{} 0",
    "ups_input_voltage_volts{phase=L3} 232",
    "ups_efficiency_ratio{} 0.944",
    "ups_alarm{alarm=low_battery} 0",
  ],
  "ups/ups-mib-single-phase": [
    "ups_power_source{state=mains} 1",
    "ups_output_voltage_volts{phase=L1} 230.4",
    "ups_battery_state{state=normal} 1",
    "ups_alarm{alarm=battery_bad} 0",
    "ups_battery_replace{} 0",
  ],
  "ups/ups-mib-battery-bad": [
    "ups_power_source{state=mains} 1",
    "ups_alarm{alarm=battery_bad} 1",
    "ups_alarm{alarm=fan_failure} 1",
    "ups_alarm{alarm=on_battery} 0",
    "ups_battery_replace{} 1",
    "ups_alarms_active{} 3",
  ],
  "cooling/wib8000-two-units": [
    "cooling_unit_state{unit=KLIMA 1 #1,state=running} 1",
    "cooling_unit_state{unit=KLIMA 2 #2,state=fault} 1",
    "cooling_unit_state{unit=KLIMA 2 #2,state=running} 0",
    "water_temperature_celsius{sensor=KLIMA 1 #1 primary,position=supply} 12.1",
    "water_temperature_celsius{sensor=KLIMA 1 #1 primary,position=return} 17.4",
    "cooling_alarm{unit=KLIMA 2 #2,alarm=general} 1",
  ],
  "cooling/inrow": [
    "cooling_unit_state{state=standby} 1",
    "air_temperature_celsius{sensor=Supply Temperature,position=supply} 19.4",
    "air_temperature_celsius{sensor=Rack Inlet Temperature 1,position=rack_inlet} 20.9",
    "water_temperature_celsius{sensor=Entering Chilled Water Temperature,position=supply} 12.2",
  ],
  "cooling/cmc3-room": [
    "air_temperature_celsius{sensor=Zuluft oben Temperature,position=rack_inlet} 21.4",
    "leak_detected{sensor=Doppelboden Leakage} 1",
    "door_open{sensor=CMC Raum Access} 1",
  ],
  "cooling/umg96": [
    "power_energy_joules_total{scope=inlet,direction=import} 8223516360000",
    "power_active_watts{scope=phase,phase=L1} -1200",
  ],
  "vpn/asa-standby": [
    "vpn_sessions_active{} 7",
    "vpn_sessions{kind=anyconnect} 7",
    "vpn_sessions{kind=clientless_ssl} 7",
    "vpn_sessions_limit{kind=total,limit=platform} 2500",
    "cluster_role{state=standby} 1",
    "interface_octets_total{interface=outside,ifindex=1,direction=in} 7000000000001",
  ],
  "vpn/fortigate-pair": [
    "vpn_tunnel_up{tunnel=P1 / P2} 1",
    "device_fan_state{unit=Fan 1,state=failed} 1",
    "vpn_sessions_active{} 11",
  ],
  "network/catalyst": [
    "interface_octets_total{interface=Te1/1/1,ifindex=1,direction=out} 8000000000002",
    "interface_octets_total{interface=Gi1/0/1,ifindex=2,direction=in} 77",
    "interface_oper_state{interface=Gi1/0/1,ifindex=2,state=lower_layer_down} 1",
    "interface_admin_up{interface=Gi1/0/2,ifindex=3} 0",
    "device_temperature_celsius{sensor=SW#1, Sensor#1} 44",
    "device_component_state{component=SW#1, Sensor#1,state=warning} 1",
    "device_fan_state{unit=Switch#1, Fan#1,state=failed} 1",
    "optics_power_dbm{interface=Te1/1/1,direction=in} -5",
  ],
  "network/wlc": [
    "wifi_access_points{state=connected} 14",
    "wifi_clients{ssid=Kultur-Gast} 461",
    "wifi_clients_active{} 494",
    "wifi_radio_up{ap=AP-01,radio=1} 0",
  ],
};

/** Samples that must not be there, by device: sentinels, phantoms, other people's rows. */
const absent: Readonly<Record<string, readonly RegExp[]>> = {
  "ups/ups-mib-single-phase": [/phase=L[23]/, /^ups_battery_runtime_seconds/, /^ups_input_current/],
  "ups/powernet-three-phase": [/^ups_battery_bad_packs/, /^ups_input_voltage_volts.* 24\d$/],
  "cooling/inrow": [/Rack Inlet Temperature 2/],
  "cooling/wib8000-two-units": [/KLIMA 2.*position=return/],
  "network/catalyst": [/^optics_temperature/],
  "network/wlc": [/^device_temperature/],
};

for (const [device, lines] of Object.entries(expected)) {
  test(`${device}: the samples are those that its MIB means`, () => {
    const answers = readRecording(join(folder, `${device}.snmprec`));
    const answered = (oid: string) => {
      const root = oid.endsWith(".0") ? oid.slice(0, -2) : oid;
      return answers.rows(root).length > 0;
    };
    const served = recognised(profiles, textOf(answers.get("1.3.6.1.2.1.1.2.0")) ?? "", answered);
    const samples = samplesOf(served, answers).map(({ metric, labels, value }) => {
      const text = Object.entries(labels).map(([name, label]) => `${name}=${label}`);
      return `${metric}{${text.join(",")}} ${value}`;
    });
    assert.deepEqual(
      lines.filter((line) => !samples.includes(line)),
      [],
      `instead:\n${samples.join("\n")}`,
    );
    for (const pattern of absent[device] ?? []) {
      assert.deepEqual(
        samples.filter((line) => pattern.test(line)),
        [],
      );
    }
    assert.equal(new Set(samples.map((line) => line.slice(0, line.lastIndexOf(" ")))).size, samples.length, "no series twice");
  });
}
