import type { FrontAnswer, FrontRequest } from '../front-route.ts';
import { Refusal } from '../front-route.ts';

/** What all alerts have. */
export interface Alert {
  readonly number: number;
  readonly state: string;
  readonly [field: string]: unknown;
}

/** The alerts of one kind, numbered from 1. */
export interface AlertBook {
  readonly add: (make: (number: number) => Alert) => number;
  readonly all: () => readonly Alert[];
  /** @throws Refusal 404 when there is none. */
  readonly get: (request: FrontRequest) => Alert;
  /** Puts fields on an alert, and answers with it. */
  readonly change: (request: FrontRequest, fields: object) => FrontAnswer;
}

/** Makes an empty book. */
export const createAlertBook = (): AlertBook => {
  const alerts = new Map<number, Alert>();
  const get: AlertBook['get'] = ({ params }) => {
    const alert = alerts.get(Number(params['number']));
    if (alert === undefined) throw new Refusal(404, 'Not Found');
    return alert;
  };
  return {
    add: (make) => {
      const number = alerts.size + 1;
      alerts.set(number, make(number));
      return number;
    },
    // The newest come first.
    all: () => [...alerts.values()].toReversed(),
    get,
    change: (request, fields) => {
      const changed = { ...get(request), ...fields };
      alerts.set(changed.number, changed);
      return { status: 200, body: changed };
    },
  };
};

/** Whether an alert is among those that a query asks for: `state=open,fixed`. A query that is not there asks for all. */
export const isAsked = (query: URLSearchParams, name: string, value: unknown): boolean => {
  const wanted = query.get(name);
  return wanted === null || wanted.split(',').includes(String(value));
};
