-- title: A
-- description: B.
-- returns: key string
select key
from table(system.query('x'))
