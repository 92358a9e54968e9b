import { succeed } from '@strata/core';
import type { Driver } from '../driver.ts';
import type { Engine } from '../engine.ts';
import { refuse } from '../run-control.ts';
import type { Schedules } from './schedules.ts';

/** Makes what an engine does with schedules. */
export const createScheduling = ({
  schedules,
  driver,
}: {
  readonly schedules: Schedules;
  readonly driver: Driver;
}): Pick<Engine, 'schedule' | 'unschedule' | 'schedules'> => ({
  async schedule(id, spec) {
    const put = await schedules.put(id, spec);
    if (put.kind !== 'done') return refuse('schedule', put);
    driver.lookForWork();
    return succeed(put.done);
  },
  async unschedule(id) {
    if (await schedules.remove(id)) return succeed(undefined);
    return refuse('unschedule', { kind: 'not_found', message: `there is no schedule '${id}'` });
  },
  schedules: async () => schedules.list(),
});
