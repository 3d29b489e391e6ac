"""What of a network is used: what runs, is read, is registered, and where a forward ends."""
