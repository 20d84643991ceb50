-- When the page last said something new; NULL for never. Pages that change are looked at again sooner, and for longer.
ALTER TABLE article ADD COLUMN changed REAL;
