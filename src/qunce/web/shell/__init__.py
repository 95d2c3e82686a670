"""What every page stands in: base template, components, signing in, error pages.

Owns: the look (static/qunce), template tags, the post one acts for, the demanded second factor,
error pages and demo log-ins.  Promises: pages work without JavaScript and under a strict content
security policy; an anonymous visitor costs no query.  Leaves to others: what the pages say
(office, public).
"""
