-- title: A
-- description: B.
-- returns: key string
-- param: name string = null   A name.
select key
from s3_access
where key = ':name' -- :name
