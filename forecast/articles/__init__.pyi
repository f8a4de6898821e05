from .article import Article as Article
from .article import ReadStatement as ReadStatement
from .article import ReadTarget as ReadTarget
from .article import Unused as Unused
from .moments import Span as Span
from .plain import MAX_CHARACTERS as MAX_CHARACTERS
from .reading import read_article as read_article
