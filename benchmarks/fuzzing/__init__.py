"""Foreign bytes at the doors of our calendars."""
