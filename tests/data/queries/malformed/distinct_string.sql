-- title: Requests
-- description: How many.
-- param: distinct  string = "no"  Doubles count once.
-- returns: requests bigint
select count(*) as requests from s3_access
