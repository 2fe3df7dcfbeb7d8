"""Pictures as people draw them: outlines of each class, and training images made into drawings."""

from fmnist_core.drawings.templates import CLASSES, template_strokes

__all__ = ["CLASSES", "template_strokes"]
