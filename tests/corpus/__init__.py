"""The corpus of suppliers' mails: words and expectations in TOML, for `guichet evaluate`."""
