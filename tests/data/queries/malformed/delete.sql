-- title: A
-- description: B.
-- returns: key string
delete from s3_access
