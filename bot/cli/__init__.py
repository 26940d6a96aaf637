"""The command line: thin commands over `bot.app`."""
