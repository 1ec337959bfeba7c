-- title: A
-- description: B.
-- returns: key string
-- param: name string
select key :name
from s3_access
