/** How a store of ours is told from any other SQLite file: "Stra", as a number. */
export const applicationId = 0x53747261;

/**
 * What each version of the store added, in order. A store that is older is brought up when it is opened; what has been
 * released is never changed.
 *
 * `entries` only ever grows at its end, whatever number of runs are under way: one run's entries are found through an
 * index whose newest pages are the ones in use. So a step costs the same with a million runs in the store as with one.
 */
export const migrations: readonly string[] = [
  `create table runs (
     number integer primary key,
     id text not null unique,
     workflow text not null,
     status text not null,
     input text,
     input_blob text,
     outcome text,
     outcome_blob text,
     tree text,
     priority integer not null default 0,
     idempotency_key text,
     fork_of text,
     schedule text,
     agent text,
     created_at integer not null,
     updated_at integer not null,
     ended_at integer,
     deadline_at integer,
     wake_at integer,
     worker text,
     wanted text,
     waits_for text,
     attention text,
     problem text
   );
   create unique index runs_by_idempotency_key on runs (workflow, idempotency_key) where idempotency_key is not null;
   create index runs_pending on runs (priority desc, number) where status = 'pending';
   create index runs_waking on runs (wake_at) where wake_at is not null;
   create index runs_of_worker on runs (worker) where worker is not null;
   create index runs_by_status on runs (status, number);
   create table entries (
     id integer primary key,
     run integer not null,
     kind integer not null,
     key text not null,
     value text,
     blob text,
     at integer not null
   );
   create index entries_of_run on entries (run);
   create table blobs (hash text primary key, data text not null) without rowid;
   create table trees (hash text primary key, outline text not null) without rowid;
   create table workers (id text primary key, beats integer not null, about text not null) without rowid;
   create table counters (name text primary key, next integer not null) without rowid;
   create table schedules (
     id text primary key,
     spec text not null,
     next_at integer,
     last_run text,
     created_at integer not null
   ) without rowid;
   create index schedules_due on schedules (next_at) where next_at is not null;`,
];
