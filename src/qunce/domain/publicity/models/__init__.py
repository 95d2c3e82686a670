"""What is public: problems in their public wording, stories, bulletins, months of messages."""

from qunce.domain.publicity.models.bulletin import Bulletin, MessageMonth, NumberTrace
from qunce.domain.publicity.models.clearing import NotAPerson
from qunce.domain.publicity.models.publication import Publication
from qunce.domain.publicity.models.story import Story

__all__ = ["Bulletin", "MessageMonth", "NotAPerson", "NumberTrace", "Publication", "Story"]
