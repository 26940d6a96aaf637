"""`guichet init`: eight questions, each answer checked at once, and the commented guichet.toml that they give."""
