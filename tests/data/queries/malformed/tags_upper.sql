-- title: A
-- description: B.
-- returns: key string
-- tags: triage, S3 Data
select key
from s3_access
