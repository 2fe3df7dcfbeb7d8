"""What people have said about single samples: a verdict on the label, tags of their own, a note."""

from fmnist_core.annotations.annotation import VERDICTS, Annotation
from fmnist_core.annotations.store import AnnotationStore

__all__ = ["VERDICTS", "Annotation", "AnnotationStore"]
