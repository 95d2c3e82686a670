"""What people are asked before something is decided, what they said, and what came of each point.

Owns: the draft in plain words paragraph by paragraph, the questions, each answer sheet with its
points, support for what others said, meetings, near-identical points put together by a person, and
the answer to each: adopted, partly, or not, with the reason.  Promises: every point gets an answer
before its gate passes, words stay the speaker's own, a helper's entry is marked as such, and
nobody's name is published.  Leaves to others: whether the gate is passed (gates), what is wrong
and who puts it right (problems), secret judgement (ballots).
"""
