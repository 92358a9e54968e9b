/**
 * Calls back when everything that is ready has had its turn: what a group of commits waits for. A timer would wait for
 * a millisecond at least, which is longer than the disk takes.
 */
export const afterThisTurn = (callback: () => void): void => void setImmediate(callback);
