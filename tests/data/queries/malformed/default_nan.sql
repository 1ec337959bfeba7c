-- title: A
-- description: B.
-- returns: key string
-- param: x double = NaN
select key
from s3_access
