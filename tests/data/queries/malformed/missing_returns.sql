-- title: A
-- description: B.
select key
from s3_access
