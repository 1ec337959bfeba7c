-- title: A
-- description: B.
-- returns: key string
-- engines: duckdb
select key
from s3_access
