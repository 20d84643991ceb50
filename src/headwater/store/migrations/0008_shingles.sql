-- The inverted index of text reuse, packed: the top 20 bits of a winnowed hash → entries of 7 bytes, each an article's number (4 bytes) and
-- the low 24 bits of the hash (3 bytes), little-endian. A row an entry took twice the room. It is filled from the fingerprints when it is
-- found empty.
CREATE TABLE shingle_bucket (
  bucket INTEGER PRIMARY KEY,
  doc    BLOB NOT NULL
) STRICT;
DROP TABLE shingle;
