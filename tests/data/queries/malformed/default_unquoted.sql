-- title: A
-- description: B.
-- returns: key string
-- param: name string = GET   Operation.
select key
from s3_access
