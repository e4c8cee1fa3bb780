"""A changed policy, or what people entered since, computed in memory beside the book."""
