/** Files that survive a kill at any instant: temporary file, fsync, rename, fsync of the folder. */
import { open, rename } from "node:fs/promises";
import { join } from "node:path";

/** Resolves only when name and content are on disk; before that the old file, if any, is untouched. */
export async function writeDurably(folder: string, name: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(folder, `.${name}.tmp`);
  const file = await open(temporary, "w", 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, name));
  const directory = await open(folder, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
