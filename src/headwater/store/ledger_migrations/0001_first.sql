-- The ledger of removals: what was asked, decided and done, and what keeps removed texts away. It stands apart from the store, so that a
-- backup of the store that is put back cannot undo a removal. It never holds a text, a title or an address of what was removed.
-- Times are seconds since the epoch, UTC. Blobs named doc are MessagePack, compressed with zstd.

CREATE TABLE secret (
  name  TEXT PRIMARY KEY,     -- sign: the seed of the signing key; bar: the key of all marks
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE demand (
  id       TEXT PRIMARY KEY,
  state    TEXT NOT NULL,
  received REAL NOT NULL,
  doc      BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX demand_by_state ON demand (state, received);

-- What is told about a demand on its page, without any content.
CREATE TABLE event (
  n      INTEGER PRIMARY KEY,
  demand TEXT NOT NULL REFERENCES demand (id),
  at     REAL NOT NULL,
  words  TEXT NOT NULL
) STRICT;
CREATE INDEX event_by_demand ON event (demand, n);

-- One row for each removed article, and one for the folder or domain that a demand names.
CREATE TABLE bar (
  n      INTEGER PRIMARY KEY,
  demand TEXT NOT NULL REFERENCES demand (id),
  item   BLOB NOT NULL,        -- keyed hash of the article's id: the same article is barred once
  parts  INTEGER NOT NULL,
  UNIQUE (demand, item)
) STRICT;

CREATE TABLE mark (
  mark BLOB    NOT NULL,
  bar  INTEGER NOT NULL REFERENCES bar (n) ON DELETE CASCADE,
  kind TEXT    NOT NULL,
  PRIMARY KEY (mark, bar, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX mark_by_bar ON mark (bar);

-- Permalinks that answer 410: keyed hash of the id of an article or story.
CREATE TABLE tomb (
  mark   BLOB PRIMARY KEY,
  demand TEXT NOT NULL REFERENCES demand (id),
  at     REAL NOT NULL,
  outlet TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The public log: canonical JSON, each entry chained to the one before.
CREATE TABLE log (
  seq  INTEGER PRIMARY KEY,
  doc  TEXT NOT NULL
) STRICT;

CREATE TABLE receipt (
  demand TEXT PRIMARY KEY REFERENCES demand (id),
  doc    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Distinctive bytes of what is being erased, sealed with a secret; kept only until the files were searched for them.
CREATE TABLE needle (
  n      INTEGER PRIMARY KEY,
  demand TEXT NOT NULL REFERENCES demand (id),
  sealed BLOB NOT NULL
) STRICT;
CREATE INDEX needle_by_demand ON needle (demand);

-- Backups that were made of the store: what is erased is erased in them, too.
CREATE TABLE backup (
  path TEXT PRIMARY KEY,
  made REAL NOT NULL
) STRICT, WITHOUT ROWID;
