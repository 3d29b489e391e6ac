"""RES101 to RES109: joins whose main path and shortcut do not fit, or fit by accident."""
