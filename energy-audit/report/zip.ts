/** A ZIP archive (PKWARE APPNOTE 6.3), deflated, without dates of its own: what workbooks and packages for auditors are made of. */
import { crc32, deflateRawSync } from "node:zlib";

export interface ZipFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** 1980-01-01, the first day that ZIP knows: the time of making must not change the bytes. */
const dosDate = 0x21;

/** The files in one archive; the same files give the same bytes. Names are UTF-8, at most 65,535 files and 4 GB in all. */
export function zip(files: readonly ZipFile[]): Uint8Array {
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of files) {
    const packed = deflateRawSync(content, { level: 6 });
    const nameBytes = Buffer.from(name, "utf8");
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt16LE(dosDate, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    chunks.push(Buffer.from("PK\u0003\u0004", "latin1"), common, nameBytes, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\u0000", "latin1"), common, rest, nameBytes]));
    offset += 4 + common.length + nameBytes.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...chunks, list, Buffer.from("PK\u0005\u0006", "latin1"), end]);
}
