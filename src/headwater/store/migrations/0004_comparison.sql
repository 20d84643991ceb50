-- What comparing the reports of a story has shown. `stale` counts the changes of the story since; 0: up to date. `doc` is NULL where
-- nothing was compared yet, or a text that it holds words of was changed or removed.
CREATE TABLE comparison (
  story       INTEGER PRIMARY KEY REFERENCES story (n) ON DELETE CASCADE,
  stale       INTEGER NOT NULL,
  compared    REAL    NOT NULL,
  differences INTEGER NOT NULL,
  doc         BLOB
) STRICT;
CREATE INDEX comparison_stale ON comparison (compared) WHERE stale > 0;
INSERT INTO comparison (story, stale, compared, differences) SELECT n, 1, 0, 0 FROM story WHERE reports > 0;
