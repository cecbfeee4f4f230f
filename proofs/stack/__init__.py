"""The whole implementation, explored as it is: real nodes with their disks, and a network that does its worst."""
