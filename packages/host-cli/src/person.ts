import { userInfo } from 'node:os';

/** Who sits at this computer, as the system knows them. */
export const person = (): string => {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry in the system's list, as in many containers.
    return 'user';
  }
};
