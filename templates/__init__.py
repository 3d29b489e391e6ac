"""Jinja templates, installed as ``resnet_inspect.templates``."""
