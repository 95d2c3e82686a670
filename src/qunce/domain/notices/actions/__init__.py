"""The only writer of notices and mail addresses: telling, reading, mailing."""

from qunce.domain.notices.actions.mailing import send_mails, set_mail_address
from qunce.domain.notices.actions.telling import read_all, read_notice, tell, tell_posts

__all__ = ["read_all", "read_notice", "send_mails", "set_mail_address", "tell", "tell_posts"]
