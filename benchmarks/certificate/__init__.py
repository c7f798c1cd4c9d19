"""How a certificate is checked: every route again, by a method of its own."""
