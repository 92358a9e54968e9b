import { type Route, route } from '../front-route.ts';
import type { Quota } from '../quota.ts';

/** What is left of the quotas: the front counts, so the emulator's own figures mean nothing. */
export const createRateLimitRoutes = (quota: Quota): readonly Route[] => [
  route('GET', '/rate_limit', () => {
    const core = quota.state('core');
    return { status: 200, body: { resources: { core, search: quota.state('search') }, rate: core } };
  }),
];
