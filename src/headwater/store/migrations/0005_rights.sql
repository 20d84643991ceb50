-- What is being removed. Readers see neither a hidden article nor a hidden story, nor what hangs on them (store/veil.py).
CREATE TABLE hidden (
  article INTEGER PRIMARY KEY REFERENCES article (n) ON DELETE CASCADE,
  demand  TEXT NOT NULL
) STRICT;
CREATE INDEX hidden_by_demand ON hidden (demand);

-- Stories that are to be drawn anew without what was hidden; they are not shown before.
CREATE TABLE hidden_story (
  story  INTEGER PRIMARY KEY REFERENCES story (n) ON DELETE CASCADE,
  demand TEXT NOT NULL
) STRICT;

-- Reports that were taken from a removed one: the step upstream stays, without anything of what it led to.
-- `mark` is the keyed hash of the removed article's id.
CREATE TABLE severed (
  article    INTEGER NOT NULL REFERENCES article (n) ON DELETE CASCADE,
  mark       BLOB    NOT NULL,
  kind       TEXT    NOT NULL,
  confidence REAL    NOT NULL,
  outlet     TEXT    NOT NULL,
  PRIMARY KEY (article, mark)
) STRICT, WITHOUT ROWID;

-- What the owner's signals said of an article when it was last fetched, with the evidence.
CREATE TABLE signal (
  article INTEGER PRIMARY KEY REFERENCES article (n) ON DELETE CASCADE,
  seen    REAL NOT NULL,
  doc     BLOB NOT NULL
) STRICT;

-- Pages that answered 404 once: a second time, later, and they are taken for gone.
CREATE TABLE missing (
  article INTEGER PRIMARY KEY REFERENCES article (n) ON DELETE CASCADE,
  since   REAL NOT NULL
) STRICT;

-- What was erased for a demand so far, by kind; written in the transaction that erases.
CREATE TABLE erased (
  demand TEXT NOT NULL,
  kind   TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (demand, kind)
) STRICT, WITHOUT ROWID;
