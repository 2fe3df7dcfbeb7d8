"""What is expensive to make is made once a classifier, and goes when the classifier goes."""

from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier

T = TypeVar("T")

_KEPT: "WeakKeyDictionary[Classifier, dict[Callable, Any]]" = WeakKeyDictionary()
_LOCK = RLock()


def kept(classifier: "Classifier", make: "Callable[[Classifier], T]") -> T:
    """Return `make(classifier)`, computed by the first call and kept as long as the classifier.

    Args:
        classifier: a loaded network.
        make: a function of a module. What it returns may hold the classifier's model but not the classifier,
            which could never go then.
    """
    with _LOCK:  # other threads wait: a second copy would take as long
        made = _KEPT.setdefault(classifier, {})
        if make not in made:
            made[make] = make(classifier)
        return made[make]
