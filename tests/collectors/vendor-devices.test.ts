import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { profiles } from "../../collectors/profiles/index.ts";
import { textOf, type Answers, type Raw } from "../../collectors/raw.ts";
import { recognised } from "../../collectors/recognise.ts";
import { samplesOf } from "../../collectors/samples.ts";
import { readRecording } from "../captures/snmprec.ts";

const folder = join(import.meta.dirname, "..", "devices");

/** Samples of a device written from its MIB, as they stand in the exposition; some answers may be changed. */
function samplesFrom(device: string, changed: Readonly<Record<string, Raw>> = {}): string[] {
  const recorded = readRecording(join(folder, `${device}.snmprec`));
  const answers: Answers = { rows: (column) => recorded.rows(column), get: (oid) => changed[oid] ?? recorded.get(oid) };
  const answered = (oid: string) => answers.rows(oid.endsWith(".0") ? oid.slice(0, -2) : oid).length > 0;
  const served = recognised(profiles, textOf(answers.get("1.3.6.1.2.1.1.2.0")) ?? "", answered);
  return samplesOf(served, answers).map(({ metric, labels, value }) => {
    const text = Object.entries(labels).map(([name, label]) => `${name}=${label}`);
    return `${metric}{${text.join(",")}} ${value}`;
  });
}

/** What a person relies on at night, and what must not be there, by device. */
const devices: Readonly<Record<string, { readonly has: readonly string[]; readonly hasNot: readonly RegExp[] }>> = {
  "ups/mge-on-battery": {
    has: [
      "ups_power_source{state=battery} 1",
      "ups_battery_runtime_seconds{} 1260",
      "ups_on_battery_seconds{} 73",
      "ups_battery_replace{} 1",
      "ups_input_voltage_volts{phase=L1} 0",
      "ups_output_voltage_volts{phase=L1} 231.2",
      "ups_alarm{alarm=on_battery} 1",
    ],
    hasNot: [/phase=L[23]/, /^air_/],
  },
  "ups/xups-three-phase-probes": {
    has: [
      "ups_power_source{state=mains} 1",
      "ups_output_current_amperes{phase=L2} 31.4",
      "ups_output_protection{state=unprotected} 1",
      "ups_output_energy_joules_total{} 2924442000",
      "air_humidity_ratio{sensor=Rack 4 oben} 0.412",
    ],
    hasNot: [/Rack 5/, /^ups_input_power_watts/, /^air_temperature.* 2[5-9]\d/],
  },
  "ups/socomec-on-bypass": {
    has: ["ups_power_source{state=bypass} 1", "ups_output_power_watts{} 37100", "ups_alarm{alarm=redundancy_lost} 1"],
    hasNot: [/^ups_battery_runtime/, /^ups_input_current/],
  },
  "ups/riello-battery-low": {
    has: [
      "ups_power_source{state=battery} 1",
      "ups_battery_state{state=low} 1",
      "ups_input_voltage_volts{phase=L3} 0",
      "ups_battery_current_amperes{} -21.5",
    ],
    hasNot: [/^ups_input_current/],
  },
  "cooling/liebert-with-alarm": {
    has: [
      "cooling_unit_state{state=running} 1",
      "cooling_alarm{alarm=general} 1",
      "air_temperature_celsius{sensor=supply air,position=supply} 19",
      "air_temperature_celsius{sensor=return air,position=return} 31",
      "water_temperature_celsius{sensor=chilled water,position=supply} 13",
      "air_dew_point_celsius{sensor=4} 11",
    ],
    hasNot: [/ 88$/],
  },
  "cooling/cmc-tc-lcp": {
    has: [
      "leak_detected{sensor=Leckage Doppelboden} 1",
      "smoke_detected{sensor=Rauchmelder} 0",
      "door_open{sensor=Racktür} 0",
      "cooling_output_watts{unit=Cooling capacity} 12900",
    ],
    hasNot: [/not available/, /^device_fan_speed/],
  },
  "cooling/raritan-px3": {
    has: [
      "power_residual_current_amperes{scope=inlet,kind=rms} 0.0012",
      "power_factor_ratio{scope=inlet} 0.98",
      "power_current_amperes{scope=inlet} 8.123",
      "outlet_state{outlet=1 db-1,state=on} 1",
      "leak_detected{sensor=Leckage} 1",
    ],
    hasNot: [/residual.*kind=dc/, /outlet=2/, /Rack 8/],
  },
  "cooling/eaton-epdu": {
    has: [
      "power_voltage_volts{scope=phase,component=PDU 0,phase=L1} 231.12",
      "power_current_limit_amperes{scope=phase,component=PDU 0,phase=L1} 16",
      "air_temperature_celsius{sensor=vorn} 23.1",
    ],
    hasNot: [/hinten/],
  },
  "cooling/umg604": {
    has: ["power_current_amperes{scope=phase,phase=L1} 180.25", "power_voltage_volts{scope=phase,phase=L3-L1} 400.1"],
    hasNot: [/^power_current_amperes.* 4\.001/],
  },
  "sensor/emu-fahrenheit": {
    has: ["air_temperature_celsius{sensor=Raum 1} 22.777778", "contact_state{contact=1 Tür,state=closed} 1"],
    hasNot: [/Raum 2/],
  },
  "ups/eltek-smartpack": {
    has: [
      "ups_power_source{state=battery} 1",
      "ups_alarm_level{state=critical} 1",
      "ups_battery_current_amperes{} 22.3",
      "device_psu_state{unit=rectifier 2,state=failed} 1",
    ],
    hasNot: [/^ups_input_voltage_volts{phase=L[23]}/, /^ups_battery_temperature/],
  },
  "ups/netsure-on-battery": {
    has: [
      "ups_power_source{state=battery} 1",
      "ups_battery_charger_state{state=discharging} 1",
      "air_temperature_celsius{sensor=Room} 26.512",
      "device_psu_state{unit=Rectifier #1,state=failed} 1",
    ],
    hasNot: [/^ups_output_load_ratio/, /^ups_battery_temperature/, /^ups_input_voltage/],
  },
  "meter/wti-switched": {
    has: ["power_active_watts{scope=inlet} 256", "outlet_state{outlet=Outlet-A2,state=off} 1"],
    hasNot: [/branch [CD]/],
  },
  "network/net-snmp-chips": {
    has: ["device_temperature_celsius{sensor=CPU} 55.367", "device_fan_speed_rpm{unit=fan1} 7072"],
    hasNot: [/sensor=aux/, /unit=fan2/],
  },
  "network/icx-stack": {
    has: [
      "device_temperature_celsius{sensor=unit 2 slot 1 Sensor 1 Temperature} 44",
      "device_psu_state{unit=unit 1 power supply 2,state=failed} 1",
    ],
    hasNot: [/sensor=Sensor 1/, /{interface=34/],
  },
  "network/fabric-switch": {
    has: [
      "device_psu_state{unit=Power Supply #1,state=failed} 1",
      "device_fan_state{unit=FAN #2,state=absent} 1",
      "optics_power_dbm{interface=port 3 FC2,direction=in} -3.4",
    ],
    hasNot: [/^device_fan_speed_rpm{unit=FAN #2}/],
  },
  "meter/gude-epc-banks": {
    has: ["power_residual_current_amperes{scope=inlet,component=1,kind=ac} 0.0005"],
    hasNot: [/^power_residual_current_amperes.* 0\.032/],
  },
  "meter/riedo-updu": {
    has: [
      "power_residual_current_amperes{scope=inlet,component=RCM A,kind=rms} 0.0043",
      "power_residual_current_amperes{scope=inlet,component=RCM A,kind=dc} -0.0002",
    ],
    hasNot: [/RCM B/],
  },
  "sensor/didactum": {
    has: [
      "air_temperature_celsius{sensor=Kaltgang} 28.4",
      "air_sensor_alarm{sensor=Kaltgang,state=warning} 1",
      "contact_state{contact=Dry-1,state=alarm} 1",
    ],
    hasNot: [/^air_temperature_celsius{sensor=Alt}/],
  },
  "sensor/kentix": {
    has: ["air_humidity_ratio{sensor=Rack 1} 0.415", "air_sensor_alarm{sensor=Rack 2,state=critical} 1"],
    hasNot: [/^air_humidity_ratio{sensor=Rack 2}/],
  },
  "vpn/watchguard": {
    has: [
      "vpn_tunnels_up{kind=ipsec} 2",
      "vpn_tunnel_bytes_total{tunnel=192.0.2.7 2,direction=in} 7168",
      "cluster_member_state{member=SN-B,state=standby} 1",
    ],
    hasNot: [/ 1234$/],
  },
  "sensor/teracom": {
    has: ["air_humidity_ratio{sensor=Serverraum} 0.4512", "contact_state{contact=Door,state=open} 1"],
    hasNot: [/sensor=S3/, /^air_humidity_ratio{sensor=Klima}/],
  },
  "sensor/netbotz-smoke": {
    has: ["air_temperature_celsius{sensor=Rack 3} 22.4", "smoke_detected{sensor=Melder 1} 1", "door_open{sensor=Racktuer} 1"],
    hasNot: [/Rack 4/],
  },
};

for (const [device, { has, hasNot }] of Object.entries(devices)) {
  test(`${device}: the samples are those that its MIB means`, () => {
    const samples = samplesFrom(device);
    assert.deepEqual(
      has.filter((line) => !samples.includes(line)),
      [],
      `instead:\n${samples.join("\n")}`,
    );
    for (const pattern of hasNot) {
      assert.deepEqual(
        samples.filter((line) => pattern.test(line)),
        [],
      );
    }
    assert.equal(new Set(samples.map((line) => line.slice(0, line.lastIndexOf(" ")))).size, samples.length, "no series twice");
  });
}

test("a Socomec on its inverter is on battery when the battery discharges, although the MIB has no such source", () => {
  const source = "1.3.6.1.4.1.4555.1.1.7.1.4.1.0";
  const battery = "1.3.6.1.4.1.4555.1.1.7.1.2.1.0";
  assert.ok(samplesFrom("ups/socomec-on-bypass", { [source]: 3 }).includes("ups_power_source{state=battery} 1"));
  assert.ok(samplesFrom("ups/socomec-on-bypass", { [source]: 3, [battery]: 2 }).includes("ups_power_source{state=mains} 1"));
});

test("temperatures of Eaton probes follow the unit of the card", () => {
  const unit = "1.3.6.1.4.1.534.6.8.1.2.5.0";
  const value = "1.3.6.1.4.1.534.6.8.1.2.3.1.3.1.1";
  const reading = (changed: Readonly<Record<string, number>>) =>
    Number(
      samplesFrom("ups/xups-three-phase-probes", changed)
        .find((line) => line.startsWith("air_temperature_celsius{sensor=Rack 4 oben}"))
        ?.split("} ")[1],
    );
  assert.ok(Math.abs(reading({}) - 24.15) < 1e-6, "kelvin");
  assert.equal(reading({ [unit]: 1, [value]: 241 }), 24.1);
  assert.equal(reading({ [unit]: 2, [value]: 770 }), 25);
});

test("a UPS card without a sensor at the battery answers 0 °C, which is no temperature", () => {
  const battery = "1.3.6.1.2.1.33.1.2.7.0";
  const told = (degrees: number) =>
    samplesFrom("ups/ups-mib-single-phase", { [battery]: degrees }).filter((line) => line.startsWith("ups_battery_temperature"));
  assert.deepEqual(told(0), []);
  assert.deepEqual(told(21), ["ups_battery_temperature_celsius{} 21"]);
});
