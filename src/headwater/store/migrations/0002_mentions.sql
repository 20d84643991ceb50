-- Who is named and who speaks in which article, by the id that the article's facts give.
CREATE TABLE mention (
  thing   TEXT    NOT NULL,
  article INTEGER NOT NULL REFERENCES article (n),
  type    TEXT    NOT NULL,            -- person, org, place, event
  times   INTEGER NOT NULL,            -- how often it is named
  said    INTEGER NOT NULL,            -- how many quotes and statements are its own
  PRIMARY KEY (thing, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_by_article ON mention (article);
