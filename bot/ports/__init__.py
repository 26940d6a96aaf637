"""The protocols between jobs and edges: each says what it promises, edges keep the promise."""
