-- What the pages of each host repeat, in hashes: what is being learned, and the editions that articles were read with.
CREATE TABLE site (
  host    TEXT PRIMARY KEY,
  seen    REAL NOT NULL,               -- when a report of it was last read
  changed REAL NOT NULL,               -- when its pages last changed so that it was learned anew, 0 for never
  doc     BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX site_by_seen ON site (seen);
CREATE TABLE edition (
  host   TEXT    NOT NULL,
  number INTEGER NOT NULL,
  doc    BLOB    NOT NULL,
  PRIMARY KEY (host, number)
) STRICT, WITHOUT ROWID;

-- The edition that the page was read with, 0 in full; NULL where what was read is no page.
ALTER TABLE article ADD COLUMN edition INTEGER;
