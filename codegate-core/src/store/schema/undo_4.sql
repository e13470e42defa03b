-- A file of version 4 as version 3 left it.
DROP TABLE folders;
