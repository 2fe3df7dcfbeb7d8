"""A small head on a backbone that was pretrained on ImageNet.

The backbone is cut where its maps serve 28 x 28 pictures best: later ones are coarser, and tuned to the
classes of ImageNet. Items sit upright in the middle of these pictures, so where in the picture a feature is
tells much: the head sees the averages of 2 x 2 places each (3 x 3 of them for 28 x 28 pixels), not of all.
"""

from importlib import import_module

import keras

from fmnist_core.networks.backbones import BackboneSpec, backbone_spec

SIZE = 96  # longest side inside: smaller loses accuracy, larger gains little and costs its square in time
HEAD = ("normalised", "embedding", "logits")  # the layers with weights that are not the backbone's


def build(
    input_shape: tuple[int, int], classes: int, dropout: float, *, backbone: str = "efficientnet_lite0"
) -> keras.Model:
    """Build the network with the pretrained weights in its backbone, which is frozen.

    Args:
        input_shape: height and width of the images in pixels; enlarged inside, in proportion.
        classes: how many logits.
        dropout: share of the pooled features dropped while training.
        backbone: a key of `BACKBONES`.

    Raises:
        NetworkError: the backbone is unknown, or its weights are missing, damaged or cannot be downloaded.
    """
    spec = backbone_spec(backbone)
    module = import_module(f"fmnist_core.networks.{spec.module}")
    add_backbone = getattr(module, spec.name)
    pixels = keras.Input((*input_shape, 1), name="pixels")
    whole = keras.Model(pixels, add_backbone(_enlarged(pixels, input_shape, spec)))
    x = whole.get_layer(spec.features).output
    x = keras.layers.Activation("linear", name="features")(x)
    x = keras.layers.AveragePooling2D(2, padding="same")(x)
    x = keras.layers.Flatten(name="pooled")(x)
    x = keras.layers.LayerNormalization(name="normalised")(x)  # a backbone's own scale learns slower
    x = keras.layers.Dropout(dropout)(x)
    x = keras.layers.Dense(128, activation="relu", name="embedding")(x)
    logits = keras.layers.Dense(classes, dtype="float32", name="logits")(x)
    model = keras.Model(pixels, logits, name="transfer")
    module.load_weights(model, spec)
    unfreeze(model, spec, 0)
    return model


def unfreeze(model: keras.Model, spec: BackboneSpec, count: int) -> None:
    """Let only the last blocks of the backbone learn; the head always does.

    Batch normalisations of the backbone stay frozen: they would replace the statistics of ImageNet by those
    of a few small batches.

    Args:
        model: from `build`, new or loaded; compile it afterwards.
        spec: the backbone that it was built with.
        count: how many blocks, from the last one that the network uses; 0 freezes all.
    """
    names = [layer.name for layer in model.layers]
    used = [block for block in spec.blocks if any(name.startswith(block) for name in names)]
    learning = tuple(used[len(used) - min(count, len(used)) :])
    for layer in model.layers:
        normalises = isinstance(layer, keras.layers.BatchNormalization)
        layer.trainable = layer.name in HEAD or (layer.name.startswith(learning) and not normalises)


def split(model: keras.Model) -> tuple[keras.Model, keras.Model]:
    """Return what computes the pooled features of raw pixels, and what turns those into logits.

    Both share the weights of `model`: with a frozen backbone, features need to be computed only once, and
    training the second model on them trains the head of the first.
    """
    pooled = model.get_layer("pooled").output
    return keras.Model(model.inputs[0], pooled), keras.Model(pooled, model.outputs[0])


def _enlarged(
    pixels: keras.KerasTensor, input_shape: tuple[int, int], spec: BackboneSpec
) -> keras.KerasTensor:
    height, width = (round(side * SIZE / max(input_shape)) for side in input_shape)
    x = keras.layers.Resizing(height, width, interpolation="bilinear", name="enlarged")(pixels)
    x = keras.layers.Concatenate(name="colours")([x, x, x])
    return keras.layers.Rescaling(spec.scale, spec.offset, name="scaled")(x)
