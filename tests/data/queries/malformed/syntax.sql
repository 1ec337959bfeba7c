-- title: A
-- description: B.
-- returns: key string
select key
from where
