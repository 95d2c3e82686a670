"""The only writer of what is public."""

from qunce.domain.publicity.actions.bulletins import (
    change_bulletin,
    count_again,
    draft_again,
    draft_bulletin,
    issue_bulletin,
    withdraw_bulletin,
)
from qunce.domain.publicity.actions.messages import release_messages
from qunce.domain.publicity.actions.publishing import (
    publish_problem,
    reword_publication,
    withdraw_publication,
)
from qunce.domain.publicity.actions.telling import (
    change_story,
    show_story,
    withdraw_story,
    write_story,
)

__all__ = [
    "change_bulletin",
    "change_story",
    "count_again",
    "draft_again",
    "draft_bulletin",
    "issue_bulletin",
    "publish_problem",
    "release_messages",
    "reword_publication",
    "show_story",
    "withdraw_bulletin",
    "withdraw_publication",
    "withdraw_story",
    "write_story",
]
