"""What `guichet check` looks at: each check says in French what it found and, when something is wrong, what to do."""
