/** A duration as people read it: `0.2 s`, `12.3 s`, `2 min 05 s`. */
export const durationText = (durationMs: number): string => {
  const tenths = Math.round(durationMs / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
};
