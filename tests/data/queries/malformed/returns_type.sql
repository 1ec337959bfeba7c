-- title: A
-- description: B.
-- returns: key varchar
select key
from s3_access
