/**
 * AES-192 for the SNMP library, which has 128 and 256 only (draft-blumenthal-aes-usm-04, draft-reeder-snmpv3-usm-3desede-00):
 * the same code with a key of 24 octets. Numbers are those the library leaves free between its own.
 */
import snmp from "net-snmp";

interface Cipher {
  readonly CRYPTO_ALGORITHM: string;
  readonly KEY_LENGTH: number;
}

const { Encryption } = snmp as unknown as { readonly Encryption: { readonly algorithms: Record<string, Cipher> } };

/** Registers a cipher beside the one it is made from. */
function shorter(of: snmp.PrivProtocols, number: number): snmp.PrivProtocols {
  const whole = Encryption.algorithms[of];
  if (whole === undefined) throw new TypeError("the SNMP library has no AES-256");
  Encryption.algorithms[number] = { ...whole, CRYPTO_ALGORITHM: "aes-192-cfb", KEY_LENGTH: 24 };
  return number;
}

export const aes192 = {
  aes192b: shorter(snmp.PrivProtocols.aes256b, 5),
  aes192r: shorter(snmp.PrivProtocols.aes256r, 7),
} as const;
