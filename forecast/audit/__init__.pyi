from .auditing import audit as audit
from .findings import Exclusion as Exclusion
from .findings import Finding as Finding
from .findings import Quantity as Quantity
