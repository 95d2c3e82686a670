"""What a resident sees: saying something, the receipt, following one's own message.

Owns: pages that need no account, no script and at most three decisions.  Promises: nothing that
was typed is lost, nothing personal stands in an address.  Leaves to others: every rule (domain).
"""
