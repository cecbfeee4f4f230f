"""The protocol as software, sans-IO and on the standard library alone: it belongs here and is not written yet."""
