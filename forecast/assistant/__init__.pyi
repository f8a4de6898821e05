from .serving import serve as serve
from .tools import TOOLS as TOOLS
from .tools import Desk as Desk
from .tools import Shelf as Shelf
from .tools import Told as Told
from .tools import ask as ask
