"""Losing clients: the probability of silence and of shrinkage, what is expected of them, how well that did before."""

import os

# waiting OpenMP threads spin by default, which makes boosting ten times slower on a busy machine; read when it loads
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
