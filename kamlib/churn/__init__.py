"""Losing clients: the probability of silence and of shrinkage, what is expected of them, how well that did before."""
