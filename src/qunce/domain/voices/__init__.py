"""What residents say, and the answer they are owed.

Owns: each message with its story, its legal clocks with their articles, answers, objections,
review and re-review, what the speaker says of the result, recusals.  Promises: a message is never
lost and never silently ended; what accuses a unit never reaches it (信访工作条例, art. 30(3)); the
code of a receipt opens one message and nothing else.  Leaves to others: who spoke (identities),
and putting right what is wrong (problems know their messages, a message knows no problem).
"""
