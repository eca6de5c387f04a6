/** For the end of a switch that has a case for each: one that is added and forgotten does not compile. */
export function never(value: never): never {
  throw new Error(`Nothing is known of ${JSON.stringify(value)}.`);
}
