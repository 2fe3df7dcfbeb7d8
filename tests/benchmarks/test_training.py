"""How the efficiency of training is worked out."""

import keras
import pytest

from benchmarks import training
from fmnist_core.networks import build


def test_operations_are_counted_by_hand():
    pixels = keras.Input((6, 6, 1))
    x = keras.layers.Conv2D(4, 3, padding="same")(pixels)  # 36 places, 9 x 1 x 4 weights
    x = keras.layers.MaxPooling2D()(x)
    x = keras.layers.DepthwiseConv2D(3, padding="same")(x)  # 9 places, 9 x 4 weights
    x = keras.layers.Conv2D(2, 3)(x)  # 1 place, 9 x 4 x 2 weights
    x = keras.layers.Dense(5)(keras.layers.Flatten()(x))  # 2 x 5 weights
    assert training.operations(keras.Model(pixels, x)) == 2 * (36 * 36 + 9 * 36 + 72 + 10)


@pytest.mark.parametrize("architecture", training.FROM_SCRATCH)
def test_operations_of_every_architecture_can_be_counted(architecture):
    assert training.operations(build(architecture)) > 0


def test_a_layer_that_would_be_missed_is_named():
    pixels = keras.Input((6, 6, 1))
    separable = keras.layers.SeparableConv2D(2, 3, name="separable")
    with pytest.raises(NotImplementedError, match="separable"):
        training.operations(keras.Model(pixels, separable(pixels)))


def test_shares_and_ratios_come_from_medians():
    figures = {
        ("fast", "ours, light"): [200.0, 300.0, 100.0],
        ("fast", "plain fit"): [100.0, 100.0, 100.0],
        ("peak", "float32"): [4e6, 1e6, 2e6],
        ("peak", "mixed_bfloat16"): [4e6, 4e6, 4e6],
    }
    rows = training.table(figures, {"fast": ("mixed_bfloat16", 5_000)}).splitlines()[2:]
    assert rows[0] == "| fast | ours, light | mixed_bfloat16 | 200 (100 to 300) | 25% | 2.00 |"
    assert rows[1] == "| fast | plain fit | float32 | 100 (100 to 100) | 25% | 1.00 |"
    assert len(rows) == 2
