import { column, difference, fixed, info, profile, quotient, text, value, type Rows } from "../../profile.ts";
import { channelHertz } from "./wifi-channels.ts";

const unifi = "1.3.6.1.4.1.41112.1.6";
const radio = `${unifi}.1.1.1`;
const network = `${unifi}.1.2.1`;
const memory = "1.3.6.1.4.1.10002.1.1.1.1";
const load = "1.3.6.1.4.1.10002.1.1.1.4.2.1";
const band = text(`${radio}.3`);
const radios: Rows = { labels: { radio: band } };
// A virtual access point is one network on one radio.
const virtual: Rows = { labels: { ap: text(`${network}.6`), radio: text(`${network}.9`) } };
const share = (cause: string, number: number) =>
  column(`${radio}.${number}`, { rows: radios, labels: { cause: fixed(cause) }, scale: 0.01 });
const size = value(`${memory}.1.0`, { scale: 1024 });
const free = value(`${memory}.2.0`, { scale: 1024 });

/**
 * Ubiquiti UniFi access points. Sources: UBNT-UniFi-MIB, FROGFOOT-RESOURCES-MIB. Clients stand per network and radio: the
 * access point's own total is their sum, which is no person counted twice. Channels are numbers.
 */
export const unifiAccessPoint = profile({
  id: "unifi-ap",
  vendor: "Ubiquiti",
  of: "network",
  source: "UBNT-UniFi-MIB, FROGFOOT-RESOURCES-MIB",
  evidence: "recording",
  recognises: { answers: [radio, network, `${unifi}.3.3`] },
  relearnSeconds: 300,
  reads: {
    device_info: info({ model: text(`${unifi}.3.3.0`), firmware: text(`${unifi}.3.6.0`) }),
    device_memory_size_bytes: size,
    device_memory_free_bytes: free,
    device_memory_used_bytes: difference(size, free),
    device_memory_utilisation_ratio: quotient(difference(size, free), size, [0, 1]),
    wifi_clients: column(`${network}.8`, { labels: { ssid: text(`${network}.6`) }, fold: "sum" }),
    wifi_clients_active: column(`${network}.8`, { fold: "sum" }),
    wifi_radio_clients: column(`${network}.8`, { labels: { radio: text(`${network}.9`) }, fold: "sum" }),
    wifi_channel_utilisation_ratio: column(`${radio}.6`, { rows: radios, scale: 0.01, between: [0, 1] }),
    wifi_channel_share_ratio: [share("own_receive", 7), share("own_transmit", 8), share("others", 9)],
    wifi_channel_frequency_hertz: column(`${network}.4`, { rows: virtual, codes: channelHertz }),
    wifi_transmit_power_dbm: column(`${network}.21`, { rows: virtual, signed: true }),
    wifi_connection_quality_ratio: column(`${network}.3`, { rows: virtual, scale: 0.001, between: [0, 1] }),
    wifi_retransmissions_total: column(`${network}.20`, { rows: virtual }),
    device_cpu_utilisation_ratio: column(`${load}.3`, { labels: { unit: text(`${load}.2`) }, scale: 0.01, between: [0, 1] }),
  },
  lacks: { wifi_access_points: "the agent speaks for one access point; the controller has no SNMP" },
});
