"""The quarterly review: decisions with the numbers they rest on, and its minutes."""
