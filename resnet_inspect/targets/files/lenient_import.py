"""Importing the user's file although something is lacking that its network does not need."""

from pathlib import Path
from types import ModuleType

from resnet_inspect.targets.files.absent_packages import AbsentPackages
from resnet_inspect.targets.files.file_import import import_file, package_root
from resnet_inspect.targets.files.package_fronts import front_raised, without_fronts


def imported(file: Path, absent: AbsentPackages) -> tuple[ModuleType, tuple[str, ...]]:
    """Return the file's module, and in sentences what was passed over for it.

    What cannot be imported in this way raises what it raises without it.
    """

    def load() -> ModuleType:
        return import_file(file)

    try:
        module = absent.passed_over(load)
    except Exception as error:
        root = package_root(file)
        front = front_raised(error, file, root)
        if not front:
            raise
        absent.forget()
        try:
            module = without_fronts(file, root, lambda: absent.passed_over(load))
        except Exception:  # noqa: BLE001 - the user's file may raise anything
            raise error from None
        said = f"{front} was not run, as it raises {type(error).__name__}: {error}"
        return module, (said, *absent.notes)
    return module, absent.notes
