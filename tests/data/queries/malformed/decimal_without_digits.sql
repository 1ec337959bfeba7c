-- title: A
-- description: B.
-- returns: number double
-- engines: athena
select cast(cast('1.5' as decimal) as double) as number
from s3_access
