/**
 * So many at once do `work` again and again, all together, for as long as `goesOn`, which is asked with the number of the
 * next time. Gives how often it was done in a second.
 */
export const paced = async (
  atOnce: number,
  goesOn: (next: number) => boolean,
  work: (time: number) => Promise<void>,
): Promise<number> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (goesOn(next)) await work(next++);
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: atOnce }, lane));
  return (next * 1000) / (performance.now() - startedMs);
};
