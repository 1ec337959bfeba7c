-- title: A
-- description: B.
-- returns: key string
-- param: day date = "2026-02-30"
select key
from s3_access
