"""w"""

WEIGHTS: dict[str, float] = {}
