from numpy.typing import NDArray
import numpy as np
Floats = NDArray[np.float64]
