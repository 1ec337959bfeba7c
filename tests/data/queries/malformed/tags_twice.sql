-- title: A
-- description: B.
-- returns: key string
-- tags: triage, triage
select key
from s3_access
