-- Parts of briefings, digests and live blogs that tell of a story which the page itself is no report of.
CREATE TABLE passage (
  article INTEGER NOT NULL REFERENCES article (n) ON DELETE CASCADE,
  start   INTEGER NOT NULL,            -- code points into the text
  end     INTEGER NOT NULL,
  story   INTEGER NOT NULL REFERENCES story (n) ON DELETE CASCADE,
  score   REAL    NOT NULL,            -- log-odds
  doc     BLOB    NOT NULL,            -- why
  PRIMARY KEY (article, start)
) STRICT, WITHOUT ROWID;
CREATE INDEX passage_by_story ON passage (story);

-- When a page of many parts was last looked at.
CREATE TABLE parted (
  article INTEGER PRIMARY KEY REFERENCES article (n) ON DELETE CASCADE,
  looked  REAL NOT NULL
) STRICT;
