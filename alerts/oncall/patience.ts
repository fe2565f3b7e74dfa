/** Answers of neighbours, with a limit: a neighbour that hangs must hold up nobody. */

/** A neighbour that takes longer to answer says nothing. */
export const answerLimitMs = 3000;
/** After a question without answer nobody is asked again for so long. */
const muteMs = 5000;

/** The promise's answer, or a rejection when it takes longer. */
export async function within<Value>(promise: Promise<Value>, ms: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks with a time limit, and nobody at all for a while after a question that stayed open: a storm must not wait in line. */
export function patient(
  ask: (device: string) => Promise<boolean | undefined>,
  now: () => Date,
): { readonly ask: (device: string) => Promise<boolean | undefined>; readonly forget: () => void } {
  let muteUntil = 0;
  return {
    forget: () => (muteUntil = 0),
    async ask(device) {
      if (now().getTime() < muteUntil) return undefined;
      try {
        return await within(ask(device), answerLimitMs);
      } catch {
        muteUntil = now().getTime() + muteMs;
        return undefined;
      }
    },
  };
}
