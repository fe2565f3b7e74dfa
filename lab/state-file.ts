/** The lab's state on disk: one JSON file, replaced as a whole. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeDurably } from "./durable.ts";
import type { Snapshot } from "./simulation.ts";

const name = "lab-state.json";

export class StateFile {
  private readonly folder: string;
  private last: Promise<void> = Promise.resolve();

  /** @throws Error when the folder can neither be found nor made */
  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /**
   * What was saved last; undefined when nothing was, or when another version of the lab wrote it.
   * @throws Error when the file cannot be read or is no JSON
   */
  read(): Snapshot | undefined {
    let text: string;
    try {
      text = readFileSync(join(this.folder, name), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
    const value = JSON.parse(text) as Snapshot;
    return value.version === 4 ? value : undefined;
  }

  /** Writes one after the other; resolves when this snapshot is on disk. */
  write(snapshot: Snapshot): Promise<void> {
    const text = JSON.stringify(snapshot);
    const write = this.last.then(() => writeDurably(this.folder, name, text));
    this.last = write.catch(() => undefined);
    return write;
  }
}
