"""Documents for word processors (Office Open XML), written without one: real styles, captions, header rows, alt texts."""

from dkbm.ui.docx.writer import Picture, WordDocument

__all__ = ["Picture", "WordDocument"]
