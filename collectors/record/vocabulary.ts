/** Words of the field: what a text may keep saying in a recording that leaves the house. Every other word is replaced. */
const words = `
ac access active adaptive adapter admin aggregate agent air airflow alarm alert ambient amp amps analog analogue ap apparent appliance
auto automatic auxiliary average avg backup bandwidth bank base basic baset basetx basefx batteries battery bay blade board body bond boost
booster bottom branch breaker bridge brightness building bus bypass cabinet cable cache cached cap capacity card cart category celsius
center central channel charge charger charging chassis chiller circuit class clear clients clock closed coil cold comm common communication
component compressor concentrator condensate condenser condition config configuration connected connection console contact contacts
container control controller cool coolant cooler cooling copper core count counter coupler cpu critical current cycle daemon damper data
date day days dc default defective degree degrees delay delta demand desc descr description detector dev device devices dew dewpoint diff
differential digital dimm disabled discharge disk display distribution door down drive drycooler dual duplex dynamic effective efficiency
electronic electronics electrovalve elec emergency empty enable enabled energy engine enterprise entry environment equipment error ethernet
event exhaust export ext extern external fabric factor fail failed failover failure fan fans fast fault features feed fiber fibre filter
firewall firmware fixed flash flow fluid fortiswitch free freecooling freeze frequency front fuse gas gateway gbit general generator
gigabit gigabitethernet gigabitethernetsfp good green grid ground group guard half handler hardware harmonic hash heat heater heating height
hertz high highest history hot hour hours house hum humid humidifier humidity hvac hysteresis hz ice id idle image import in inactive index
indicator indoor info information inlet input inputs inrow inside installed instance interface intern internal internet inverter ip ipsec
item kbps kelvin kilowatt lag lan laser layer leak leakage led left level licence license light line link liquid load local location lock
logic logical loop loopback loss low lower lowest main mains maintenance major manage managed management manual master max maxi maximum mbit
mean measure measured measurement memory meter mgmt min mini minimum minor mode model module modules monitor monitoring motion motor mpls
multi name nand neighbor net network neutral next no node noise nominal none normal not null number oem off offline offset oil ok on online
open operating operation operational optical option outdoor outlet outlets output outputs outside overload over overtemp oxygen pack
package panel parallel part partition passive pdu peak percent phase phases physical pin plane plenum plug poe point policy pool port
portchannel ports position positive power powered predicted present pressure previous primary private probe process processor product
program protection protocol psu public pue pump queue rack radiator radio range rate rated ratio reactive read reading ready real rear
receive received receiver record rectifier redundancy redundant reference refrigerant region relative relay release remote replace
required reserve reserved reset residual resistance return revision right ring rms room root router row running runtime rx safety sample
scale sec second secondary seconds secure security segment self sensor sensors serial series server service session sessions set setpoint
setting severity sfp shelf short shutdown side signal single site size slave sleep slot smoke snmp socket software solid source space speed
spot stack standalone standard standby start started state static station status step stepper stop storage sub suction summary sump
super supply switch switched sync system systems tank target temp temperature temperatures tengigabitethernet terminal test text thermal
thermostat threshold throughput time timeout timer top total transceiver transfer transformer transmit transparent trap trip tripped trunk
tunnel twenty two type ultra unit units unknown unused up uplink upper ups upstream usage use used user utilisation utilization valve
vapor vdc vac velocity vent ventilation version virtual vlan volt voltage volts volume vpn warm warning water watt watthours watts wave web
week wet width wireless wlan work year years zero zone
command fantray influence magnet opening rotation sensitivity server speed supports tray trigger value values vdr
ablauf abluft adiabatik aktiv alarme anlage anschluss aussen ausgang außen außenluft batterie befeuchter betrieb betriebsstunden blindleistung
boden drehzahl druck durchfluss einblas eingang energie entfeuchter ersatz fehler feuchte frequenz gerät gruppe heizung innen kalt kälte kanal
klappe klima kontakt kreis kühlung kühlwasser ladung last leistung leiter lüfter luft melder meldung messung modul netz niedrig normalbetrieb
notaus phasen pumpe rauch raum raumluft regler relative relais rückluft rücklauf scheinleistung schalter schrank sensorik sicherung
sollwert spannung status steuerung störung strom summe tür temperatur umgebung umluft ventil verdichter vorlauf wärme warn warnung wasser
wert wirkleistung zähler zuluft zustand
abb aeg airespace akcp alcatel apc arista aruba asa avaya barracuda brocade carel catalyst cisco comware cyberpower dell delta eaton
emerson emu enlogic eltek extreme fortigate fortinet foundry genua geist generex gude guntermann hewlett hirschmann huawei intel ios janitza juniper
junos lancom liebert linux lucent mge microsens mikrotik moxa netbotz netscaler nexus nxos omniswitch packard palo alto pcoweb pfsense
powernet procurve raritan riello rittal ruckus schleifenbauer schneider siemens socomec sonicwall sophos stormshield stulz tripplite
ubiquiti unifi uniflair vertiv wago werma xups zyxel eth eno enp ens wan lan dmz mgmt vmx bvi vlanif tengige hundredgige fortyGige
bundle ethernetcsmacd softwareloopback propvirtual other true false yes nein ja invalid valid enabled notused
`;

const known = new Set(words.toLowerCase().split(/\s+/));

/** Whether a word says nothing about whose device it is: a word of the field, also in the plural or joined from several. */
export function isTechnical(word: string): boolean {
  const small = word.toLowerCase();
  if (known.has(small) || (small.endsWith("s") && known.has(small.slice(0, -1)))) return true;
  const parts = word.split(/(?<=\p{Ll})(?=\p{Lu})|[_-]/u).filter((part) => part !== "");
  return parts.length > 1 && parts.every((part) => part.length <= 2 || known.has(part.toLowerCase()));
}
