-- What the signals of an article leave (1) and forbid (0), for look-ups; `snippet` in characters, `until` in seconds since the epoch.
ALTER TABLE signal ADD COLUMN search  INTEGER NOT NULL DEFAULT 1;
ALTER TABLE signal ADD COLUMN brief   INTEGER NOT NULL DEFAULT 1;
ALTER TABLE signal ADD COLUMN machine INTEGER NOT NULL DEFAULT 1;
ALTER TABLE signal ADD COLUMN until   REAL;
CREATE INDEX signal_by_end ON signal (until) WHERE until IS NOT NULL;
