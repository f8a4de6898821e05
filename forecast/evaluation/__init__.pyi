from .nowcast import run_nowcast as run_nowcast
from .record import run_backtest as run_backtest
from .record import run_hindcast as run_hindcast
from .shipped import shipped_record as shipped_record
from .two_flows import run_two_flows as run_two_flows
