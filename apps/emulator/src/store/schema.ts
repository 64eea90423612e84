// Jobs, runs, cycles, phases, executions and folders count from different numbers, so that mixing up their ids fails.
const firstIds = {
  jobs: 101,
  runs: 5001,
  cycles: 301,
  phases: 10_301,
  testcases: 20_001,
  executions: 70_001,
  folders: 100_001,
}

/** The reference's first. */
export const firstAttachment = 190

/** All that results are kept in, and each table's first id where it counts. */
export const resultTables: Readonly<Record<string, number | undefined>> = {
  ...firstIds,
  testcase_jobs: undefined,
  packages: undefined,
  records: undefined,
  run_packages: undefined,
  attachments: 1,
  requests: 1,
}

/** Raised whenever a table changes; a file of another version is refused. */
export const schemaVersion = 3

export const schema = `
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT, project INTEGER NOT NULL, release INTEGER NOT NULL, name TEXT NOT NULL,
  detail TEXT NOT NULL, created INTEGER NOT NULL, file TEXT NOT NULL, attachment INTEGER NOT NULL, attachmentName TEXT NOT NULL);
CREATE INDEX jobs_release ON jobs (project, release, name);
CREATE INDEX jobs_file ON jobs (file);
CREATE INDEX jobs_attachment ON jobs (attachment);

CREATE TABLE cycles (
  id INTEGER PRIMARY KEY AUTOINCREMENT, project INTEGER NOT NULL, release INTEGER NOT NULL, name TEXT NOT NULL,
  starts TEXT NOT NULL, ends TEXT NOT NULL, environment TEXT, created INTEGER NOT NULL);
CREATE INDEX cycles_release ON cycles (release, name);
CREATE TABLE phases (
  id INTEGER PRIMARY KEY AUTOINCREMENT, cycle INTEGER NOT NULL, name TEXT NOT NULL, tree INTEGER NOT NULL, UNIQUE (cycle, name));

CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT, job INTEGER NOT NULL, status TEXT NOT NULL, scheduled INTEGER NOT NULL, started INTEGER,
  ended INTEGER, operation TEXT, milliseconds INTEGER, cycle INTEGER, phase INTEGER, previous INTEGER, file TEXT NOT NULL, fileName TEXT NOT NULL, detail TEXT NOT NULL,
  error TEXT, total INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0, other INTEGER NOT NULL DEFAULT 0);
CREATE INDEX runs_job ON runs (job, id);
CREATE INDEX runs_file ON runs (file);
CREATE INDEX runs_cycle ON runs (cycle, id);
CREATE INDEX runs_unfinished ON runs (id) WHERE status IN ('new', 'queued');

CREATE TABLE folders (
  id INTEGER PRIMARY KEY AUTOINCREMENT, release INTEGER NOT NULL, parent INTEGER NOT NULL, name TEXT NOT NULL,
  UNIQUE (release, parent, name));
CREATE TABLE testcases (
  id INTEGER PRIMARY KEY AUTOINCREMENT, release INTEGER NOT NULL, folder INTEGER NOT NULL, name TEXT NOT NULL,
  ordinal INTEGER NOT NULL, requirements TEXT, tags TEXT, UNIQUE (release, folder, name, ordinal));
CREATE TABLE testcase_jobs (testcase INTEGER NOT NULL, job INTEGER NOT NULL, PRIMARY KEY (testcase, job)) WITHOUT ROWID;

CREATE TABLE packages (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE records (
  run INTEGER NOT NULL, position INTEGER NOT NULL, testcase INTEGER NOT NULL, package INTEGER NOT NULL, status TEXT NOT NULL,
  change TEXT, milliseconds INTEGER, attachment TEXT, requirements TEXT, tags TEXT, attachments TEXT, PRIMARY KEY (run, position)) WITHOUT ROWID;
CREATE INDEX records_testcase ON records (run, testcase, status);
CREATE INDEX records_failed ON records (run, position) WHERE status <> '1';
CREATE INDEX records_changed ON records (run, change, position) WHERE change IS NOT NULL;
CREATE TABLE run_packages (
  run INTEGER NOT NULL, package INTEGER NOT NULL, total INTEGER NOT NULL, failed INTEGER NOT NULL, PRIMARY KEY (run, package))
  WITHOUT ROWID;

CREATE TABLE executions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, phase INTEGER NOT NULL, testcase INTEGER NOT NULL, status TEXT NOT NULL, run INTEGER NOT NULL,
  position INTEGER NOT NULL, at INTEGER NOT NULL, UNIQUE (phase, testcase));
CREATE INDEX executions_status ON executions (phase, status);
CREATE TABLE attachments (
  id INTEGER PRIMARY KEY AUTOINCREMENT, itemType TEXT NOT NULL, item INTEGER NOT NULL, name TEXT NOT NULL, contentType TEXT NOT NULL,
  size INTEGER NOT NULL, path TEXT NOT NULL, created INTEGER NOT NULL);
CREATE INDEX attachments_item ON attachments (itemType, item);

CREATE TABLE templates (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE, json TEXT NOT NULL);
CREATE TABLE requests (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, operation TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
  status INTEGER, fault TEXT, milliseconds REAL NOT NULL, job INTEGER, run INTEGER);
CREATE INDEX requests_job ON requests (job, id);

${Object.entries(firstIds)
  .map(([table, first]) => `INSERT INTO sqlite_sequence (name, seq) VALUES ('${table}', ${first - 1});`)
  .join('\n')}
PRAGMA user_version = ${schemaVersion};
`
