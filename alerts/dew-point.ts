/** Temperature and humidity of one probe carry its name, with or without the quantity behind it ("Zuluft oben Humidity"). */
const probe = (metric: string): string =>
  `max by (device, room, site, probe) (label_replace(${metric}{room!="",position!="outdoor"}, "probe", "$1", "sensor", "(.*?)(?: (?:Temperature|Humidity))?"))`;
/** A device with one temperature: its humidity belongs to it, whatever the names. */
const only = (metric: string): string =>
  `max by (device, room, site) (${metric}{room!="",position!="outdoor"}) and on (device) count by (device) (air_temperature_celsius{room!="",position!="outdoor"}) == 1`;

const magnus = (temperature: string, humidity: string, labels: string): string => {
  const celsius = `(${temperature})`;
  const gamma = `(ln(${humidity}) + on (${labels}) 17.62 * ${celsius} / (243.12 + ${celsius}))`;
  return `243.12 * ${gamma} / (17.62 - ${gamma})`;
};

/**
 * Highest dew point of each room, °C: measured, else by the Magnus formula over water from temperature and relative humidity
 * of the same probe (17.62 and 243.12 °C: Sonntag 1990, WMO No. 8; error below 0.1 K between 0 and 60 °C).
 */
export const roomDewPoint = `max by (room, site) (
  air_dew_point_celsius{room!=""}
  or ${magnus(probe("air_temperature_celsius"), probe("air_humidity_ratio"), "device, room, site, probe")}
  or ${magnus(only("air_temperature_celsius"), only("air_humidity_ratio"), "device, room, site")}
)`;
