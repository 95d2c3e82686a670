"""Asking people in words: prepared, begun, taken down, read through, answered, brought to its gate.

Reads the forms and calls the actions of ``qunce.domain.consultations``; decides nothing itself.
"""
