"""A Chorus Pro of one's own: what its API looks like from the recipient's side, on loopback, with invoices that live."""
