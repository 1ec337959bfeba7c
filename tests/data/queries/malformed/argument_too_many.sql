-- title: A
-- description: B.
-- returns: hour string
select date_format(request_time, '%H', 'Europe/Berlin') as hour
from s3_access
