-- title: A
-- description: B.
-- returns: key string
select
    s.key
from s3_access as s
where s.buckett = 'a'
