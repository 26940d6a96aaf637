"""`make bench`: what a mail costs from the mailbox to the reply and the folder, beside the least that it could."""
