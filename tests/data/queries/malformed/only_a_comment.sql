-- title: A
-- description: B.
-- returns: key string
/* later */
