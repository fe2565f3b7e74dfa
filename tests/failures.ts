/**
 * Reporter of node:test that keeps only what failed: one JSON line per failed test, as {@link Failure}. tests/run.ts repeats them
 * at the very end, where a reader of a long record looks.
 */
import type { TestEvent } from "node:test/reporters";

/** One failed test: the file that holds it, its names from the outermost to its own, and the error as text. */
export interface Failure {
  readonly file: string;
  readonly name: string;
  readonly error: string;
}

/** The error as thrown in the test: the runner wraps it, and what only says that a part failed has no cause worth reading. */
function textOf(error: unknown): string {
  const thrown = error instanceof Error ? (error.cause ?? error) : error;
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return text.replace(/\n +at .*\(?node:internal.*/g, "");
}

export default async function* failures(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of source) {
    if (event.type !== "test:fail" || event.data.todo !== undefined) continue;
    const { file, name, details } = event.data;
    const error: unknown = details.error;
    // A parent fails because of its parts, and those have been told.
    if (error instanceof Error && "failureType" in error && error.failureType === "subtestsFailed") continue;
    const failure: Failure = { file: file ?? name, name, error: textOf(error) };
    yield `${JSON.stringify(failure)}\n`;
  }
}
