"""Stories: many mails, a settable clock, everything real."""
