/** Debian's snmp tools as judges: they know nothing of our code, and we give them no MIB files. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readOrder } from "../../lab/faults.ts";
import type { Lab } from "../../lab/lab.ts";
import { parseOid } from "../../lab/snmp/oid.ts";
import { truth } from "../../lab/truth.ts";
import { access, exampleSite, runningLab, secrets, tool, walk, withoutTools } from "./support.ts";

const enterprises = "1.3.6.1.4.1";

function close(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not ${expected} ± ${tolerance}`);
}

describe("every agent, asked by snmpbulkwalk", { skip: withoutTools }, () => {
  let lab: Lab;
  let port = 0;
  const host = (id: string): string => {
    const device = exampleSite(port).devices.find((d) => d.id === id);
    return device?.address.split(":")[0] ?? "";
  };
  const get = async (id: string, oid: string): Promise<string> => (await walk(host(id), port, oid)).get(oid) ?? "";
  const number = async (id: string, oid: string): Promise<number> => Number(await get(id, oid));
  const cleanups: (() => Promise<void> | void)[] = [];
  before(async () => {
    ({ lab, port } = await runningLab({ after: (done) => cleanups.push(done) }));
    // Time stands still, so that walks and truth are of the same instant.
    lab.simulation.setClock(0);
  });
  after(async () => {
    for (const done of cleanups.toReversed()) await done();
  });

  test("all 40 devices answer a whole walk with ascending names and no gap in their columns", async () => {
    const { devices } = exampleSite(port);
    assert.equal(devices.length, 40);
    let values = 0;
    for (const { id, address } of devices) {
      const all = await walk(address.split(":")[0] ?? "", port, "1");
      assert.ok(all.size > 20, `${id} answers ${all.size} objects`);
      const names = [...all.keys()].map(parseOid);
      for (let i = 1; i < names.length; i++) {
        const [a, b] = [names[i - 1] ?? [], names[i] ?? []];
        const at = a.findIndex((sub, k) => sub !== b[k]);
        assert.ok(at === -1 ? b.length > a.length : (a[at] ?? 0) < (b[at] ?? -1), `${id}: ${a.join(".")} before ${b.join(".")}`);
      }
      assert.equal(all.get("1.3.6.1.2.1.1.5.0"), id);
      values += all.size;
    }
    assert.ok(values > 20_000, `${values} values in all`);
  });

  test("usv-a speaks RFC 1628 in its units", async () => {
    const ups = await walk(host("usv-a"), port, "1.3.6.1.2.1.33.1");
    const at = (oid: string): number => Number(ups.get(`1.3.6.1.2.1.33.1.${oid}`));
    const real = truth(lab.simulation).ups["usv-a"];
    assert.equal(at("4.1.0"), 3, "upsOutputSource normal");
    assert.equal(at("2.3.0"), Math.floor(real.shown_runtime_seconds / 60), "minutes");
    assert.equal(at("2.4.0"), 100, "percent");
    close(at("2.5.0") / 10, real.battery_volts, 0.1, "0.1 V DC");
    close(at("4.4.1.4.1") + at("4.4.1.4.2") + at("4.4.1.4.3"), real.output_watts, 2, "W on three lines");
    close((at("4.4.1.2.1") * at("4.4.1.3.1")) / 10, at("4.4.1.4.1") / 0.96, 60, "V × 0.1 A = VA");
    close(at("3.3.1.2.1") / 10, 50, 0.2, "0.1 Hz");
    assert.equal(at("6.1.0"), 0);
    assert.equal(await get("usv-a", "1.3.6.1.2.1.1.2.0"), ".1.3.6.1.2.1.33", "sysObjectID of a generic adapter");
  });

  test("usv-b speaks PowerNet, whole and in tenths", async () => {
    const ups = await walk(host("usv-b"), port, `${enterprises}.318.1.1.1`);
    const at = (oid: string): number => Number(ups.get(`${enterprises}.318.1.1.1.${oid}`));
    const real = truth(lab.simulation).ups["usv-b"];
    assert.equal(at("4.1.1.0"), 2, "onLine");
    assert.equal(at("2.3.1.0"), 1000, "0.1 %");
    close(at("4.2.8.0"), real.output_watts, 1, "W");
    close(at("4.3.3.0") / 10, (100 * real.output_watts) / 0.96 / 100_000, 0.1, "0.1 % of VA");
    close(at("9.3.3.1.13.1.1") + at("9.3.3.1.13.1.2") + at("9.3.3.1.13.1.3"), real.output_watts, 2, "W on three phases");
    assert.match(ups.get(`${enterprises}.318.1.1.1.11.1.1.0`) ?? "", /^[01]{64}$/);
    assert.equal((ups.get(`${enterprises}.318.1.1.1.11.1.1.0`) ?? "")[3], "1", "flag 4: on line");
    const ticks = await tool("snmpget", [
      "-Oqvt",
      ...access(host("usv-b")),
      `${host("usv-b")}:${port}`,
      `${enterprises}.318.1.1.1.2.2.3.0`,
    ]);
    close(Number(ticks) / 100, real.shown_runtime_seconds, 1, "hundredths of a second");
  });

  test("rack PDU and energy meters count what flows, in 0.1 kWh", async () => {
    const { energies_kwh: kwh, it_watts: it, grid_watts: grid } = truth(lab.simulation);
    const rpdu = `${enterprises}.318.1.1.26.4.3.1`;
    let watts = 0;
    for (const id of ["pdu-rz1-a", "pdu-rz1-b", "pdu-rz2-a", "pdu-rz2-b"] as const) {
      watts += 10 * (await number(id, `${rpdu}.5.1`));
      close((await number(id, `${rpdu}.9.1`)) / 10, kwh[id], 0.1, id);
    }
    close(watts, it * 0.994, 40, "all racks");
    const janitza = await walk(host("zaehler-netz"), port, `${enterprises}.34278`);
    const at = (oid: string): number => Number(janitza.get(`${enterprises}.34278.${oid}.0`));
    close(at("2.1"), grid, 1, "W");
    close(at("1.13") + at("1.14") + at("1.15"), grid, 2, "W on three phases");
    close(at("4.1") / 10, kwh["zaehler-netz"], 0.1, "0.1 kWh");
    close(at("3.1") + at("3.2") + at("3.3"), at("4.1"), 3, "energy of three phases");
    close((at("1.1") / 10) * (at("1.7") / 1000), at("1.19"), 15, "0.1 V × mA = VA");
    close(at("6.1") / 100, 50, 0.1, "0.01 Hz");
  });

  test("cooling units say description, value, unit and scale; the chilled water stands in the extended table", async () => {
    const rows = await walk(host("klima-1"), port, `${enterprises}.318.1.1.27.1`);
    const quantity = (tableOid: string, description: string, unit: string): number => {
      const entry = `${enterprises}.318.1.1.27.1.${tableOid}.2.1`;
      for (const [oid, text] of rows) {
        const row = oid.slice(`${entry}.2.`.length);
        if (!oid.startsWith(`${entry}.2.`) || text !== description || rows.get(`${entry}.4.${row}`) !== unit) continue;
        return Number(rows.get(`${entry}.3.${row}`)) / Number(rows.get(`${entry}.5.${row}`));
      }
      return NaN;
    };
    const { units, rooms, chiller } = truth(lab.simulation);
    close(quantity("4.1", "Supply Temperature", "C"), units["klima-1"].supply_celsius, 0.1, "supply");
    close(quantity("4.1", "Return Temperature", "F"), units["klima-1"].return_celsius * 1.8 + 32, 0.1, "return in F");
    close(quantity("4.1", "Rack Inlet Temperature 2", "C"), rooms.rz1.air_celsius, 0.3, "inlet");
    close(quantity("4.1", "Cool Output", "kW"), units["klima-1"].cooling_watts / 1000, 0.1, "output");
    close(quantity("6.1", "Entering Chilled Water Temperature", "C"), chiller.water_supply_celsius, 0.4, "water in");
    assert.ok(Number.isNaN(quantity("4.1", "Rack Inlet Temperature 4", "C")), "a probe that is not fitted has no value");
    const mode = [...rows]
      .find(([oid, text]) => oid.startsWith(`${enterprises}.318.1.1.27.1.4.2.2.1.2.`) && text === "Mode")?.[0]
      .split(".")
      .at(-1);
    assert.equal(rows.get(`${enterprises}.318.1.1.27.1.4.2.2.1.3.1.${mode}`), "Active");
    assert.equal(rows.get(`${enterprises}.318.1.1.27.1.4.2.2.1.4.1.${mode}`), "6");
  });

  test("the chiller gives its water in tenths: out is cold, in is warm", async () => {
    const { chiller } = truth(lab.simulation);
    const water = `${enterprises}.29462.10.2.1.1.1.2.1.1`;
    close((await number("kaeltemaschine-1", `${water}.1206.1.1.1`)) / 10, chiller.water_supply_celsius, 0.1, "out");
    close((await number("kaeltemaschine-1", `${water}.1191.1.1.1`)) / 10, chiller.water_return_celsius, 0.1, "in");
    assert.equal(await number("kaeltemaschine-1", `${enterprises}.29462.10.2.1.4.1.1.1.1013.1.1.1`), 1);
  });

  test("room sensors carry name, unit and scale; text and number agree", async () => {
    const vars = await walk(host("sensor-rz2"), port, `${enterprises}.2606.7.4.2.2.1`);
    const rows = [...vars]
      .filter(([oid]) => oid.startsWith(`${enterprises}.2606.7.4.2.2.1.3.`))
      .map(([oid, name]) => ({ row: oid.split(".").slice(-2).join("."), name }));
    const cell = (column: number, row: string): string => vars.get(`${enterprises}.2606.7.4.2.2.1.${column}.${row}`) ?? "";
    const temperatures = rows.filter(({ name }) => name === "Temperature.Value");
    assert.equal(temperatures.length, 4);
    const { rooms } = truth(lab.simulation);
    for (const { row } of temperatures) {
      assert.deepEqual([cell(5, row), cell(7, row)], ["degree C", "-100"]);
      close(Number(cell(11, row)) / 100, rooms.rz2.air_celsius, 2, `temperature ${row}`);
      close(Number.parseFloat(cell(10, row)), Number(cell(11, row)) / 100, 0.006, `text ${row}`);
    }
    for (const wanted of ["Humidity.Value", "Smoke.Status", "Leakage.Status", "Access.Status"]) {
      assert.ok(
        rows.some(({ name }) => name === wanted),
        wanted,
      );
    }
  });

  test("gateways tell their sessions; vpn-2 only to those who know both keys", async () => {
    const cras = `${enterprises}.9.9.392.1`;
    const { gateways } = truth(lab.simulation).remote;
    for (const id of ["vpn-1", "vpn-2"] as const) {
      const sessions = Math.floor(gateways[id].sessions);
      assert.ok(sessions > 400);
      assert.equal(await number(id, `${cras}.3.1.0`), sessions);
      assert.equal(await number(id, `${cras}.3.35.0`), sessions, "all of them use the TLS client");
      assert.equal(await number(id, `${cras}.1.1.0`), 2500);
    }
    const target = `${host("vpn-2")}:${port}`;
    const sysName = "1.3.6.1.2.1.1.5.0";
    const v3 = (level: string, auth: string, priv: string, user = "leitstand", patience = "30") =>
      tool("snmpget", [
        "-v3",
        "-t",
        patience,
        "-r",
        "0",
        "-u",
        user,
        "-l",
        level,
        "-a",
        "SHA-256",
        "-A",
        auth,
        "-x",
        "AES",
        "-X",
        priv,
        target,
        sysName,
      ]);
    const [auth = "", priv = ""] = [secrets["LEITSTAND_SNMP_AUTH_KEY"], secrets["LEITSTAND_SNMP_PRIV_KEY"]];
    assert.match(await v3("authPriv", auth, priv), /vpn-2/);
    await assert.rejects(v3("authPriv", "falscher-schluessel", priv), /[Aa]uthentication failure/);
    // No answer, or one that says why.
    await assert.rejects(v3("authPriv", auth, "falscher-schluessel", "leitstand", "0.3"), /Timeout|[Dd]ecryption/);
    await assert.rejects(v3("authNoPriv", auth, priv), /[Uu]nsupported security level/);
    await assert.rejects(v3("authPriv", auth, priv, "niemand"), /[Uu]nknown user name/);
    await assert.rejects(
      tool("snmpget", ["-v2c", "-t", "0.3", "-r", "0", "-c", secrets["LEITSTAND_SNMP_COMMUNITY"] ?? "", target, sysName]),
      /Timeout/,
    );
  });

  test("interfaces: names, speeds, states, and the same counter in 32 and 64 bits", async () => {
    const table = await walk(host("router-1"), port, "1.3.6.1.2.1.2.2.1");
    const high = await walk(host("router-1"), port, "1.3.6.1.2.1.31.1.1.1");
    assert.equal(high.get("1.3.6.1.2.1.31.1.1.1.1.1"), "Te0/0/0");
    assert.equal(high.get("1.3.6.1.2.1.31.1.1.1.15.1"), "2000");
    assert.equal(table.get("1.3.6.1.2.1.2.2.1.5.2"), "4294967295", "ifSpeed of 10 Gbit/s is at its end");
    assert.deepEqual(
      [1, 3].map((i) => table.get(`1.3.6.1.2.1.2.2.1.8.${i}`)),
      ["1", "2"],
    );
    const octets = BigInt(high.get("1.3.6.1.2.1.31.1.1.1.6.1") ?? "0");
    assert.ok(octets > 2n ** 33n);
    assert.equal(BigInt(table.get("1.3.6.1.2.1.2.2.1.10.1") ?? "0"), octets % 2n ** 32n);
    for (const [id, uplink] of [
      ["sw-oper-1", "Te1/1/1"],
      ["fw-tdjw", "wan1"],
    ] as const) {
      const names = await walk(host(id), port, "1.3.6.1.2.1.31.1.1.1.1");
      const row = [...names]
        .find(([, name]) => name === uplink)?.[0]
        .split(".")
        .at(-1);
      assert.equal(await get(id, `1.3.6.1.2.1.2.2.1.8.${row}`), "1", `${id} ${uplink}`);
    }
    assert.equal((await walk(host("sw-oper-2"), port, "1.3.6.1.4.1.9.9.13.1.3.1.3")).size, 3, "temperatures");
  });

  test("WLAN controllers count clients by network and by radio, and lose access points with their switch", async () => {
    const essTable = await walk(host("wlan-gewandhaus"), port, `${enterprises}.14179.2.1.1.1`);
    const clients = [1, 2, 3].reduce((sum, i) => sum + Number(essTable.get(`${enterprises}.14179.2.1.1.1.38.${i}`)), 0);
    const { staff, guests } = truth(lab.simulation).houses.gewandhaus;
    assert.equal(clients, staff + guests + 9);
    const points = async () =>
      [...(await walk(host("wlan-gewandhaus"), port, `${enterprises}.14179.2.2.1.1.6`)).values()].filter((state) => state === "1")
        .length;
    assert.equal(await points(), 16);
    assert.equal(await number("wlan-gewandhaus", `${enterprises}.9.9.618.1.8.4.0`), 16);
    const order = readOrder({ fault: "switch_down", target: "sw-gewandhaus-1" });
    assert.ok("fault" in order);
    lab.simulation.setClock(1);
    lab.simulation.add(order);
    lab.simulation.setClock(20);
    await new Promise((resolve) => setTimeout(resolve, 120));
    lab.simulation.setClock(0);
    assert.equal(await points(), 8);
    assert.equal(await number("wlan-gewandhaus", `${enterprises}.9.9.618.1.8.4.0`), 8);
    await assert.rejects(
      tool("snmpget", [
        "-t",
        "0.3",
        "-r",
        "0",
        ...access(host("sw-gewandhaus-1")),
        `${host("sw-gewandhaus-1")}:${port}`,
        "1.3.6.1.2.1.1.5.0",
      ]),
      /Timeout/,
    );
    lab.simulation.end();
    lab.simulation.setClock(20);
    await new Promise((resolve) => setTimeout(resolve, 120));
    lab.simulation.setClock(0);
    assert.equal(await points(), 16);
  });

  test("a slow device answers late, a silent one not at all, and neither disturbs its neighbours", async () => {
    const cause = (input: Record<string, string | number>): void => {
      const order = readOrder(input);
      assert.ok("fault" in order);
      lab.simulation.add(order);
    };
    cause({ fault: "device_slow", target: "pdu-rz1-a", delay_ms: 2000 });
    cause({ fault: "device_silent", target: "pdu-rz1-b" });
    const answered: string[] = [];
    const took = async (id: string): Promise<number> => {
      const begun = performance.now();
      await tool("snmpget", ["-t", "30", "-r", "0", ...access(host(id)), `${host(id)}:${port}`, "1.3.6.1.2.1.1.5.0"]);
      answered.push(id);
      return performance.now() - begun;
    };
    const [slow] = await Promise.all([took("pdu-rz1-a"), took("pdu-rz2-a")]);
    assert.ok(slow >= 2000, `${slow} ms`);
    assert.deepEqual(answered, ["pdu-rz2-a", "pdu-rz1-a"], "the neighbour did not wait");
    const silent = ["-t", "0.3", "-r", "0", ...access(host("pdu-rz1-b")), `${host("pdu-rz1-b")}:${port}`, "1.3.6.1.2.1.1.5.0"];
    await assert.rejects(tool("snmpget", silent), /Timeout/);
    assert.ok(truth(lab.simulation).it_watts > 60_000, "it works on");
    lab.simulation.end();
    await took("pdu-rz1-b");
    assert.equal(answered.at(-1), "pdu-rz1-b");
  });

  test("SNMPv1 and a whole walk by GETNEXT work as well", async () => {
    const old = await tool("snmpwalk", [
      "-v1",
      "-Onq",
      "-c",
      secrets["LEITSTAND_SNMP_COMMUNITY"] ?? "",
      `${host("usv-a")}:${port}`,
      "1.3.6.1.2.1.33",
    ]);
    const bulk = await walk(host("usv-a"), port, "1.3.6.1.2.1.33");
    assert.equal(old.trimEnd().split("\n").length, bulk.size);
  });
});
