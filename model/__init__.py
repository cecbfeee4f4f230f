"""The protocol as mathematics: plain, pure, typed Python."""
