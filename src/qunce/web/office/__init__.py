"""Pages of the campaign office: from a directive to a campaign, and the gates' rules.

Owns: what is to be done, giving a directive, looking through what was read, adopting it.
Promises: a draft that is not yours and one that is not there look alike; what was typed comes
back with every refusal; everything works without JavaScript.  Leaves to others: what may be done
and the doing of it (domain.campaigns, domain.gates), the look (shell).
"""
