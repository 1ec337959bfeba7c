-- title: A
-- description: B.
-- returns: key string
with a as (
    with raw as (select 1 as x) select x from raw
)
select count(*) as key
from raw
