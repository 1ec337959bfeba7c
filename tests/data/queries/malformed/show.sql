-- title: A
-- description: B.
-- returns: key string
show tables
