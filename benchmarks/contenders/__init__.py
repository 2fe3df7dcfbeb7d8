"""What races in `speedrun.py`: each module trains once in a process of its own and prints one JSON line.

A contender is called as `python -m benchmarks.contenders.NAME REQUEST`. The request is a JSON object with
the keys began (when the process was started, in seconds since 1970), settings (of a `TrainingConfig`), seed,
limit (of training images, or null) and network (a file with the configuration of our Keras network). The
answer has accuracy, or a curve (for each epoch, seconds since `began` and test accuracy), or skipped (a
sentence on why this contender cannot race).
"""
