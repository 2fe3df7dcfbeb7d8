"""From a picture to an answer: prepared, asked, weighed, and said truthfully."""

from fmnist_core.recognition.prediction import Opinion, Prediction
from fmnist_core.recognition.recognise import recognise, recognise_pixels

__all__ = ["Opinion", "Prediction", "recognise", "recognise_pixels"]
