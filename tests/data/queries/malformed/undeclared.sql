-- title: A
-- description: B.
-- returns: key string
select key
from s3_access
where bucket = ':name'
    and key = :name
