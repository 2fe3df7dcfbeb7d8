import numpy as np

from ui.playground import moved

NAMES = ("Trouser", "Shirt")
BEFORE, NOW = np.array([0.7, 0.3]), np.array([0.2, 0.8])


def test_what_became_of_an_answer_is_a_sentence():
    assert moved(BEFORE, BEFORE, NAMES) == "Still **Trouser**, 70.0\u202f% (before: 70.0\u202f%)."
    assert moved(BEFORE, NOW, NAMES) == "Now **Shirt**, 80.0\u202f%; before it was Trouser, 70.0\u202f%."


def test_an_image_that_looks_like_no_class_is_only_close_to_one():
    assert moved(BEFORE, BEFORE, NAMES, strange=True).startswith("Still closest to **Trouser**")
    assert moved(BEFORE, NOW, NAMES, strange=True).startswith("Now closest to **Shirt**")
