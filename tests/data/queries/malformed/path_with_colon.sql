-- title: A
-- description: B.
-- returns: source string
select
    json_extract_scalar(request_parameters, '$.conditions["a:b"].aws:SourceArn') as source
from cloudtrail
