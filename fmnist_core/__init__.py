"""Fashion-MNIST explorer: train, inspect, explain and use small image classifiers.

The library behind the app and the command line. Importing it is cheap: Keras and scikit-learn are
loaded by the modules that need them, not from here.
"""

__version__ = "0.1.0"
