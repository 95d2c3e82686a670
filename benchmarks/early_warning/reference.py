"""What R 4.2.2 with surveillance 1.20.3 was measured to give on 2,520 series of the same design.

Standard errors 1.1 (POD) and 0.1 (FPR).  Published for 21 methods (Bedubourg & Le Strat 2017): FPR
0.7-59.9 %, POD 43.3-88.7 %, sensitivity at most 79.5, specificity at most 99.4, PPV 6.5-68.4 %.
"""

from __future__ import annotations

from benchmarks.early_warning.scoring import NAMES

_ROWS = {
    "Farrington muan 0.01": (0.5, 32.2, 41.1, 19.6, 99.4, 69.6, 30.6),
    "Farrington nb 0.01": (1.1, 41.1, 52.3, 25.5, 98.9, 60.7, 36.0),
    "Farrington delta 0.01": (1.4, 44.2, 56.0, 27.9, 98.6, 57.2, 37.5),
    "EARS C1 0.001": (3.9, 45.9, 53.0, 18.5, 96.4, 25.3, 21.4),
    "EARS C2 0.001": (5.3, 46.9, 57.9, 30.6, 95.3, 29.8, 30.2),
    "EARS C1 0.01": (6.8, 57.0, 66.8, 25.3, 93.8, 21.3, 23.1),
    "EARS C3 0.01": (7.5, 8.8, 54.5, 35.1, 92.9, 24.6, 28.9),
    "EARS C2 0.01": (8.4, 57.2, 68.4, 38.9, 92.5, 25.5, 30.8),
}
REFERENCE = {name: dict(zip(NAMES, row, strict=True)) for name, row in _ROWS.items()}
