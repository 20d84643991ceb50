-- 1 where a report tells of several stories and so belongs to none of them.
ALTER TABLE article ADD COLUMN alone INTEGER NOT NULL DEFAULT 0;
