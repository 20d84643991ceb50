-- When each source is due, so that the scheduler reads only what it starts: `due` is NULL for what is never asked; `gap` is the wait that
-- was planned at the last look, 0 before the first.
ALTER TABLE source ADD COLUMN due REAL;
ALTER TABLE source ADD COLUMN failing INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN gap REAL NOT NULL DEFAULT 0;
UPDATE source SET due = next_due;
CREATE INDEX source_by_due ON source (failing, due) WHERE due IS NOT NULL;

-- Entries whose pages are still to be fetched: too many for one round, or their server in trouble.
CREATE TABLE waiting (
  source TEXT NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  url    TEXT NOT NULL,
  since  REAL NOT NULL,
  doc    BLOB NOT NULL,
  PRIMARY KEY (source, url)
) STRICT, WITHOUT ROWID;

-- What a page's server said of its version, sent back when the page is looked at again.
CREATE TABLE validator (
  article       INTEGER PRIMARY KEY REFERENCES article (n) ON DELETE CASCADE,
  etag          TEXT NOT NULL,
  last_modified TEXT NOT NULL
) STRICT;

-- What hosts ask of us: until when they want to be left alone, and their robots.txt (compressed).
CREATE TABLE held (
  host  TEXT PRIMARY KEY,
  until REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE robots (
  origin TEXT PRIMARY KEY,
  until  REAL NOT NULL,
  doc    BLOB NOT NULL
) STRICT, WITHOUT ROWID;
