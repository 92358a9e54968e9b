import { z } from 'zod';

/** The states that Docker's API knows ("List containers"). */
export const containerState = z
  .enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'])
  .describe('What the container is doing.');
