"""The form by which a file comes in: read once, and no larger than can be looked through."""

from typing import ClassVar

from flask_wtf.file import FileField

from planner.core.texts import N_
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l


class FileForm(Form):
    """A file; each kind says what a phone or computer should offer, and how large it may be."""

    accepts: ClassVar[str] = ""
    largest: ClassVar[int] = 300_000
    too_large: ClassVar[str] = N_("This file is too big. Cut it in pieces.")

    file = FileField(_l("Your file"))
    content = b""
    file_name = ""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.file.render_kw = {"accept": self.accepts}

    def validate(self, extra_validators: object = None) -> bool:
        """Check that there is a file, and that it is not too large."""
        if not super().validate(extra_validators):
            return False
        if self.file.data:
            self.content = self.file.data.read(self.largest + 1)
            self.file_name = self.file.data.filename or ""
        if not self.content:
            self.file.errors = [_("Choose a file.")]
        elif len(self.content) > self.largest:
            self.file.errors = [_(self.too_large)]
        return not self.file.errors

    def answer(self) -> bytes:
        """Return what is in the file; only of a valid form."""
        return self.content
