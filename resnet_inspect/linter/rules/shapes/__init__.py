"""RES1xx: shapes that do not fit, or fit by accident."""
