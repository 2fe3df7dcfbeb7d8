"""What races in `speedrun.py`: each module trains once in a process of its own and prints one JSON line.

A contender is called as `python -m benchmarks.contenders.NAME REQUEST`. The request is a JSON object with
the keys began (when the process was started, in seconds since 1970), settings (of a `TrainingConfig`), seed,
limit (of training images, or null), network (a file with the configuration of our Keras network) and, for
who has a recipe, looks (how many views of a test image are averaged). The answer has one of these:

    accuracy    on the test split in one look; and averaged, that of the mean of the logits of all looks
    curve       for each epoch, seconds since `began` and test accuracy
    skipped     a sentence on why this contender cannot race
"""
