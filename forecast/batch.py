"""Many at once: a file of questions (`run_batch`), here or on a cluster, and the chances of many pairs.

`reach_probabilities` lives in `forecast.model`; this module keeps the first import path working.

>>> from forecast.batch import Cluster, run_batch
>>> Cluster("tcp://127.0.0.1:8786").scheduler
'tcp://127.0.0.1:8786'
"""

from forecast.forecasting import run_batch
from forecast.model import reach_probabilities
from forecast.workers import Cluster, Local

__all__ = ["Cluster", "Local", "reach_probabilities", "run_batch"]
