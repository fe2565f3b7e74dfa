/** A mailbox folder as mail servers write it (Maildir): new mails appear whole in `new/`, read ones go to `cur/`. */
import { mkdir, open, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { longestBounce } from "./bounce.ts";

export interface RawMail {
  /** Name within the mailbox. */
  readonly name: string;
  /** The mail, or as much of its beginning as is looked at. */
  readonly raw: Buffer;
}

/** A mailbox as it is read. */
interface BounceReader {
  /** New mails, only so many at a time. Rejects when the mailbox cannot be read. */
  read(): Promise<RawMail[]>;
  /** The mail has been dealt with and is not to come again. */
  done(name: string): Promise<void>;
}

const mostMails = 50;

export function maildir(folder: string): BounceReader {
  return {
    async read() {
      const names = (await readdir(join(folder, "new"))).filter((name) => !name.startsWith(".")).sort();
      return Promise.all(
        names.slice(0, mostMails).map(async (name) => ({ name, raw: await beginning(join(folder, "new", name)) })),
      );
    },
    async done(name) {
      await mkdir(join(folder, "cur"), { recursive: true });
      await rename(join(folder, "new", name), join(folder, "cur", `${name}:2,S`));
    },
  };
}

async function beginning(path: string): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const buffer = Buffer.alloc(longestBounce);
    const { bytesRead } = await file.read(buffer, 0, longestBounce, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
