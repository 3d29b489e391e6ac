"""Our version, which a source tree that is not installed does not know."""

from importlib.metadata import PackageNotFoundError, version

UNINSTALLED = "0+uninstalled"


def own_version() -> str:
    """Return the version that is installed, or that none is."""
    try:
        return version("resnet-inspect")
    except PackageNotFoundError:
        return UNINSTALLED
