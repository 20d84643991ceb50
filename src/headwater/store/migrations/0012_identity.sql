-- Who is meant beyond one article: `thing` of `article` is `known` over all reports. Only where the two differ.
-- `source` is an article that writes the name so; NULL where the program knows it beforehand. Without it, nothing of it is kept.
CREATE TABLE identity (
  article INTEGER NOT NULL REFERENCES article (n),
  thing   TEXT    NOT NULL,
  known   TEXT    NOT NULL,
  source  INTEGER REFERENCES article (n),
  PRIMARY KEY (article, thing)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_by_known ON identity (known);
CREATE INDEX identity_by_source ON identity (source);
-- What spellings of one person's full name have in common; '' for anything else, and for what an earlier version saved.
ALTER TABLE mention ADD COLUMN sound TEXT NOT NULL DEFAULT '';
CREATE INDEX mention_by_sound ON mention (sound, thing, article) WHERE sound != '';
