select key
from s3_access
