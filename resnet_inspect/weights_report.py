"""What :func:`resnet_inspect.weights` returns: a checkpoint that prints itself."""

from html import escape
from typing import Any

from resnet_inspect.fitting.causes import causes
from resnet_inspect.fitting.weights import Weights


class WeightsReport(Weights):
    """What is in a file of weights, and whether it fits a network; printing it shows both."""

    @property
    def fits(self) -> bool:
        """Whether the weights fit, be it after changes that ``code`` makes."""
        return self.code is not None and not self.tried

    @property
    def causes(self) -> tuple[str, ...]:
        """Why they do not fit as they are, in sentences."""
        return () if self.fit is None else causes(self.fit)

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain data, as ``--format json`` writes it."""
        from resnet_inspect.render.weights.document import document  # noqa: PLC0415 - only here

        return document(self)

    def __repr__(self) -> str:
        """Return one line."""
        answer = f": {self.fit.verdict} {self.target}" if self.fit else ""
        return f"<Weights in {self.checkpoint.path}{answer}>"

    def __str__(self) -> str:
        """Return it as plain text, with the code below."""
        from resnet_inspect.render.table.formats.plain import render_table  # noqa: PLC0415 - only to print
        from resnet_inspect.render.weights.facts import weights_table  # noqa: PLC0415 - see above

        code = f"\n{self.code}" if self.fits else ""
        return render_table(weights_table(self)).removesuffix("\n") + code

    def _repr_html_(self) -> str:
        """Return it as a notebook shows it."""
        return f"<pre>{escape(str(self))}</pre>"
