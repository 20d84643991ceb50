-- Sagas: stories that go on from each other. A saga has nothing but its id; what it says is made from its chapters when it is asked for.
CREATE TABLE saga (
  n  INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE
) STRICT;

-- A story as a chapter. `stale` counts the changes of the story since it was last looked at; 0: up to date. `doc` is NULL where it was not
-- looked at yet, or a text that it holds names of was changed or removed.
CREATE TABLE chapter (
  story INTEGER PRIMARY KEY REFERENCES story (n) ON DELETE CASCADE,
  saga  INTEGER REFERENCES saga (n),
  stale INTEGER NOT NULL,
  doc   BLOB
) STRICT;
CREATE INDEX chapter_by_saga ON chapter (saga) WHERE saga IS NOT NULL;
CREATE INDEX chapter_stale ON chapter (story) WHERE stale > 0;

-- Which chapters have this name or word, by its hash.
CREATE TABLE chapter_term (
  term  INTEGER NOT NULL,
  story INTEGER NOT NULL REFERENCES story (n) ON DELETE CASCADE,
  PRIMARY KEY (term, story)
) STRICT, WITHOUT ROWID;
CREATE INDEX chapter_term_by_story ON chapter_term (story);

-- Ids of sagas that became part of another: they answer for ever.
CREATE TABLE saga_redirect (
  old TEXT PRIMARY KEY,
  new TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO chapter (story, stale) SELECT n, 1 FROM story WHERE reports > 0;
