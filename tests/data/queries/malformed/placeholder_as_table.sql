-- title: A
-- description: B.
-- returns: key string
-- param: name string
select key
from :name
