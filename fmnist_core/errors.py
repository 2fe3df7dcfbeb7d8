"""The exceptions that callers can meet.

    FmnistError
      DatasetError      a dataset is unknown, or a file of it is missing or wrong
      PictureError      a picture cannot be read, is empty or is too large
      ConfigError       a training configuration has an impossible or unknown value
      AnnotationError   an annotation has an impossible value, or its file cannot be read or changed
      NetworkError      an architecture, a method or a model does not fit what was asked of it
      RunError          a run is unknown, incomplete, read-only or in the wrong state
        RunNotFoundError
        RunCorruptError
      StorageError      the disk refused: read-only, full, or no permission

Every message is one sentence or two: what was received, and what would do. The app, the API and the
command line show it to the user unchanged.
"""


class FmnistError(Exception):
    """Base of all errors raised on purpose by this library."""


class DatasetError(FmnistError):
    """A dataset is unknown, or a file of it is missing, truncated or of the wrong kind."""


class PictureError(FmnistError):
    """A picture cannot be read, is empty, or is larger than the limits."""


class ConfigError(FmnistError):
    """A training configuration has an impossible or unknown value."""


class AnnotationError(FmnistError):
    """An annotation has an impossible value, or the file of annotations cannot be read or changed."""


class NetworkError(FmnistError):
    """An architecture, a saliency method or a model does not fit what was asked of it."""


class RunError(FmnistError):
    """A run is in the wrong state for what was asked, or must not be changed."""


class RunNotFoundError(RunError):
    """No run has this id, or several ids begin with it."""


class RunCorruptError(RunError):
    """A file of a run is missing or unreadable."""


class StorageError(FmnistError):
    """The disk refused to write: read-only, full, or no permission."""
