import type { Classified } from '@strata/core';

/** What the engine says about a registry, whose status it does not hand on. */
export const fromRegistry = (message: string): Classified | undefined => {
  if (/toomanyrequests/i.test(message)) return { kind: 'rate_limited', message, retryAfterMs: 60_000 };
  if (/image does not exist locally/i.test(message))
    return { kind: 'not_found', message, hint: 'Build it, or give it this name: build_image, tag_image.' };
  if (/manifest unknown|not found|does not exist/i.test(message)) {
    return { kind: 'not_found', message, hint: "Check the image's name and tag; a private one needs docker login." };
  }
  if (/unauthorized|authentication required|no basic auth/i.test(message)) {
    return { kind: 'unauthenticated', message, hint: 'Log in to the registry: docker login.' };
  }
  if (/denied/i.test(message)) return { kind: 'forbidden', message, hint: 'Log in to the registry: docker login.' };
  const unreachable =
    /dial tcp|no such host|connection refused|i\/o timeout|TLS handshake|EOF|deadline exceeded|Client.Timeout/i;
  if (!unreachable.test(message)) return undefined;
  return {
    kind: 'unavailable',
    message: `the registry cannot be reached: ${message}`,
    hint: 'Check the network.',
    mayHaveHappened: false,
  };
};
