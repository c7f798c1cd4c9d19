"""The faces: customer portal, dispatcher's day, technician's list, settings; and the composed application."""
