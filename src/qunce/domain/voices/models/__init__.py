"""What residents said, what happened then, the clocks, the answers."""

from qunce.domain.voices.models.answers import Answer, Interest, Objection, Verdict
from qunce.domain.voices.models.clocks import Clock, ClockPause, Extension
from qunce.domain.voices.models.voice import Step, Voice, VoicePicture

__all__ = [
    "Answer",
    "Clock",
    "ClockPause",
    "Extension",
    "Interest",
    "Objection",
    "Step",
    "Verdict",
    "Voice",
    "VoicePicture",
]
