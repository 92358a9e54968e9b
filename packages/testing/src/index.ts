// Time that a test moves by hand
export { type ManualClock, type ManualClockOptions, createManualClock } from './manual-clock.ts';

// Docker images for tests, made here because no registry can be relied on
export { busyboxImage, imageLimitMs, missingForContainers, pytestImage } from './test-images.ts';
