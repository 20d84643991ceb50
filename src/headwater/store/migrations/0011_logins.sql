-- Sources that were asked before and those that never were are looked up apart: a long list that was just added holds up nobody.
DROP INDEX source_by_due;
CREATE INDEX source_by_due ON source (failing, gap > 0, due, id) WHERE due IS NOT NULL;

-- Names and passwords of private sources, apart from the sources, which are shown and handed on.
CREATE TABLE login (
  source TEXT PRIMARY KEY REFERENCES source (id) ON DELETE CASCADE,
  doc    BLOB NOT NULL
) STRICT, WITHOUT ROWID;
