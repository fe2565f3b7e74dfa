/** A site file is read in a thread of its own when it is large: zod and YAML take seconds for thousands of devices, and polls must go on. */
import { parentPort, workerData } from "node:worker_threads";
import { readSite } from "../site/read.ts";
import { processSecrets } from "./secrets.ts";

const { text, path } = workerData as { readonly text: string; readonly path: string };
parentPort?.postMessage(readSite(text, path, processSecrets), []);
