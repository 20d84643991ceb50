-- Subscriptions at WebSub hubs.
CREATE TABLE lease (
  source TEXT PRIMARY KEY REFERENCES source (id) ON DELETE CASCADE,
  token  TEXT NOT NULL UNIQUE,
  due    REAL NOT NULL,
  doc    BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX lease_by_due ON lease (due);
