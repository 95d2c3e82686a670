"""What messages and problems are about, and which unit is responsible for it in which town.

Owns: the categories of matters with the questions that belong to them, and the dispatch list
(派单目录).  Promises: a category that was used is closed, not deleted.  Leaves to others: who
chose a category for which message.
"""
