-- The store. One file holds everything; every table is keyed so that a second delivery changes nothing.
-- `n` is the internal number of a row; ids that leave the program are text. Times are seconds since the epoch, UTC.
-- Blobs named doc are MessagePack of the noun, compressed with zstd.

CREATE TABLE article (
  n          INTEGER PRIMARY KEY,
  id         TEXT    NOT NULL UNIQUE,
  story      INTEGER REFERENCES story (n),
  source     TEXT    NOT NULL,
  outlet     TEXT    NOT NULL,
  language   TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  at         REAL    NOT NULL,            -- publication, else first sight
  dated      INTEGER NOT NULL,            -- 1 where `at` is the publication
  first_seen REAL    NOT NULL,
  digest     BLOB    NOT NULL,
  words      INTEGER NOT NULL,
  revision   INTEGER NOT NULL,
  place      TEXT    NOT NULL DEFAULT 'origin',  -- in the lineage: origin, copy, rewrite, translation, citing
  next_check REAL,                        -- when its page is looked at again; NULL: never
  doc        BLOB    NOT NULL
) STRICT;
CREATE INDEX article_by_story  ON article (story, at);
CREATE INDEX article_by_time   ON article (at);
CREATE INDEX article_by_sight  ON article (first_seen);
CREATE INDEX article_to_check  ON article (next_check) WHERE next_check IS NOT NULL;
CREATE INDEX article_by_source ON article (source, at);

-- Every address that was met; article is NULL where what stands there was set aside.
CREATE TABLE address (
  key     TEXT    PRIMARY KEY,
  article INTEGER REFERENCES article (n)
) STRICT, WITHOUT ROWID;
CREATE INDEX address_by_article ON address (article);

CREATE TABLE facts (
  article INTEGER PRIMARY KEY REFERENCES article (n),
  doc     BLOB NOT NULL
) STRICT;

CREATE TABLE fingerprint (
  article  INTEGER PRIMARY KEY REFERENCES article (n),
  shingles BLOB NOT NULL,
  terms    BLOB NOT NULL
) STRICT;

-- Inverted index of text reuse: which articles hold this winnowed hash (signed 64 bit).
CREATE TABLE shingle (
  hash    INTEGER NOT NULL,
  article INTEGER NOT NULL,
  PRIMARY KEY (hash, article)
) STRICT, WITHOUT ROWID;

CREATE TABLE revision (
  article INTEGER NOT NULL REFERENCES article (n),
  number  INTEGER NOT NULL,
  seen    REAL    NOT NULL,
  doc     BLOB    NOT NULL,
  PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE link (
  article INTEGER NOT NULL REFERENCES article (n),
  step    INTEGER NOT NULL,            -- 0: the primary step upstream
  origin  INTEGER REFERENCES article (n),
  doc     BLOB    NOT NULL,
  PRIMARY KEY (article, step)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_by_origin ON link (origin) WHERE origin IS NOT NULL;

CREATE TABLE story (
  n          INTEGER PRIMARY KEY,
  id         TEXT    NOT NULL UNIQUE,
  first_seen REAL    NOT NULL,
  last_seen  REAL    NOT NULL,
  reports    INTEGER NOT NULL,
  origins    INTEGER NOT NULL,
  doc        BLOB    NOT NULL
) STRICT;
CREATE INDEX story_by_time ON story (last_seen);

-- Why an article is in its story.
CREATE TABLE reason (
  article INTEGER PRIMARY KEY REFERENCES article (n),
  doc     BLOB NOT NULL
) STRICT;

-- Ids of stories that were merged into another: they answer for ever.
CREATE TABLE redirect (
  old TEXT PRIMARY KEY,
  new TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
  id       TEXT PRIMARY KEY,
  url      TEXT NOT NULL UNIQUE,
  next_due REAL NOT NULL,
  doc      BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Captures that can never be read, with the reason.
CREATE TABLE set_aside (
  url    TEXT NOT NULL,
  source TEXT NOT NULL,
  reason TEXT NOT NULL,
  at     REAL NOT NULL,
  PRIMARY KEY (url, reason)
) STRICT, WITHOUT ROWID;

-- Contentless: the words only. secure-delete makes FTS5 overwrite the terms of a deleted row.
CREATE VIRTUAL TABLE word_index USING fts5 (title, text, content='', tokenize="unicode61 remove_diacritics 2");
INSERT INTO word_index (word_index, rank) VALUES ('secure-delete', 1);
