import { column, index, profile, stateColumn, type Rows } from "../../profile.ts";

const supply = "1.3.6.1.2.1.105.1.3.1.1";
const port = "1.3.6.1.2.1.105.1.1.1";
const groups: Rows = { labels: { group: index() } };

/** Power over Ethernet of any switch, by group and by port. Source: RFC 3621 (POWER-ETHERNET-MIB), whole watts. */
export const powerEthernet = profile({
  id: "power-ethernet",
  vendor: "generic",
  of: "all",
  source: "RFC 3621",
  evidence: "recording",
  precedence: "standard",
  recognises: { answers: [supply, `${port}.6`] },
  reads: {
    poe_power_limit_watts: column(`${supply}.2`, { rows: groups }),
    poe_supply_state: stateColumn(`${supply}.3`, { 1: "on", 2: "off", 3: "faulty" }, { rows: groups }),
    poe_power_watts: column(`${supply}.4`, { rows: groups }),
    // Ports are named group.port; the MIB has no pointer to the interface.
    poe_port_state: stateColumn(
      `${port}.6`,
      { 1: "disabled", 2: "searching", 3: "delivering", 4: "fault", 6: "fault" },
      { labels: { interface: index() } },
    ),
  },
  lacks: { poe_devices: "the count of ports that deliver is not an object of this MIB" },
});
