"""What makes `guichet demo` run with nothing installed: mailbox, sink, sample mails."""
