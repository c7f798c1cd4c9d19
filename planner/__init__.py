"""The heart of Créneau: appointments promised, routes that keep them, and the plans that improve them."""
