import { formatPath, type Path } from "./path.ts";
import type { Problem, Words } from "./problem.ts";

/** What is wrong at a path, before it is known in which line of which file that stands. */
export interface Fault {
  readonly code: string;
  readonly path: Path;
  /** What stands at the path unless given. */
  readonly found?: Words;
  readonly expected: Words;
  readonly closest?: string | undefined;
  readonly remedy?: Words;
}

/** Where things stand and what they say; `source.ts` makes one from a file. */
export interface Place {
  readonly file: string;
  readonly lineOf: (path: Path) => number | undefined;
  readonly found: (path: Path) => Words;
}

/** The fault as a person is told it. */
export function problemOf({ code, path, found, expected, closest, remedy }: Fault, place: Place): Problem {
  const line = place.lineOf(path);
  return {
    code,
    file: place.file,
    ...(line !== undefined && { line }),
    path: formatPath(path),
    found: found ?? place.found(path),
    expected,
    ...(closest !== undefined && { closest }),
    ...(remedy !== undefined && { remedy }),
  };
}
