"""A functional Keras network of common layers as a PyTorch module, from the JSON of its configuration."""

from collections.abc import Callable

import torch  # ty: ignore[import-not-found] - an optional contender
from torch import nn  # ty: ignore[import-not-found]
from torch.nn import functional  # ty: ignore[import-not-found]

_FUNCTIONS: dict[str, Callable] = {
    "linear": lambda x: x,
    "relu": functional.relu,
    "gelu": functional.gelu,
    "silu": functional.silu,
}
_STARTS: dict[str, Callable] = {
    "HeNormal": lambda weight: nn.init.kaiming_normal_(weight, nonlinearity="relu"),
    "GlorotUniform": nn.init.xavier_uniform_,
    "Zeros": nn.init.zeros_,
    "Ones": nn.init.ones_,
}


class UnknownError(Exception):
    """The network has something that this module cannot copy; the message names it."""


class Network(nn.Module):
    """The copy; takes pixels (n, 1, height, width) in 0..255 and returns logits (n, classes).

    Args:
        config: `get_config()` of the Keras network, read back from JSON.
    """

    def __init__(self, config: dict) -> None:
        super().__init__()
        self.parts = nn.ModuleDict()
        self._sources: dict[str, list[str]] = {}
        channels: dict[str, int] = {}
        for layer in config["layers"]:
            name = layer["config"]["name"]
            sources = [tensor["config"]["keras_history"][0] for tensor in _tensors(layer["inbound_nodes"])]
            width = channels[sources[0]] if sources else 1
            self.parts[name] = _part(layer, width)
            if layer["class_name"] == "Concatenate":
                width = sum(channels[source] for source in sources)
            channels[name] = layer["config"].get("filters", layer["config"].get("units", width))
            self._sources[name] = sources
        self._start(config)

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Return the logits."""
        values = {}
        for name, sources in self._sources.items():
            values[name] = self.parts[name](*(values[source] for source in sources) if sources else [pixels])
        return values[name]

    @torch.no_grad()
    def _start(self, config: dict) -> None:
        """Start the weights as Keras does, once a first picture has told how many there are."""
        height, width = config["layers"][0]["config"]["batch_shape"][1:3]
        self.eval()(torch.zeros(1, 1, height, width))
        for layer in config["layers"]:
            settings = layer["config"]
            part = self.parts[settings["name"]]
            if "kernel_initializer" in settings:
                _start(part[1], settings["kernel_initializer"]["class_name"])
            if "gamma_initializer" in settings:
                _start(part, settings["gamma_initializer"]["class_name"])
        self.train()


class _Function(nn.Module):
    def __init__(self, function: Callable) -> None:
        super().__init__()
        self.forward = function


class _Placed(nn.Module):
    """A weight for each channel at each place."""

    def __init__(self, channels: int, height: int, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(channels, height, width))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (x * self.weight).sum((2, 3)) + self.bias


def _tensors(nodes: list | dict) -> list[dict]:
    """Return the Keras tensors anywhere in the inbound nodes of a layer."""
    if isinstance(nodes, dict):
        return [nodes] if nodes.get("class_name") == "__keras_tensor__" else _tensors(list(nodes.values()))
    return [tensor for node in nodes for tensor in _tensors(node)] if isinstance(nodes, list) else []


def _part(layer: dict, width: int) -> nn.Module:
    """Return the PyTorch counterpart of a Keras layer whose (first) input has so many channels."""
    kind, settings = layer["class_name"], layer["config"]
    functions: dict[str, Callable] = {
        "InputLayer": lambda x: x,
        "Rescaling": lambda x: x * settings["scale"] + settings["offset"],
        "Activation": lambda x: _function(settings)(x),
        "ReLU": functional.relu,
        "MaxPooling2D": lambda x: functional.max_pool2d(
            x, settings["pool_size"][0], ceil_mode=_same(settings)
        ),
        "AveragePooling2D": lambda x: functional.avg_pool2d(
            x, settings["pool_size"][0], ceil_mode=_same(settings), count_include_pad=False
        ),
        "Flatten": lambda x: x.flatten(1),
        "Add": lambda x, y: x + y,
        "Concatenate": lambda *maps: torch.cat(maps, 1),
        "GlobalAveragePooling2D": lambda x: x.mean((2, 3)),
    }
    if kind in functions:
        return _Function(functions[kind])
    if kind == "Dropout":
        return nn.Dropout(settings["rate"])
    if kind == "BatchNormalization":
        return nn.BatchNorm2d(width, eps=settings["epsilon"], momentum=1 - settings["momentum"])
    if kind == "Dense":
        return _weighted(nn.LazyLinear(settings["units"], bias=settings["use_bias"]), settings)
    if kind == "EinsumDense" and settings["equation"] == "bhwc,hwc->bc":
        _, height, columns, channels = layer["build_config"]["input_shape"]
        return _weighted(_Placed(channels, height, columns), settings)
    if kind == "Conv2D":
        return _convolution(settings, width)
    raise UnknownError(f"the layer {settings['name']} ({kind})")


def _convolution(settings: dict, width: int) -> nn.Module:
    size, stride, filters = settings["kernel_size"], settings["strides"], settings["filters"]
    uneven = _same(settings) and stride != [1, 1]  # Keras then pads more at the end, PyTorch cannot
    padding = 0 if uneven else settings["padding"]
    layer = nn.Conv2d(width, filters, size, stride, padding=padding, bias=settings["use_bias"])
    return _weighted(layer, settings, before=_Function(_padded(size[0], stride[0])) if uneven else None)


def _padded(size: int, stride: int) -> Callable:
    def pad(x: torch.Tensor) -> torch.Tensor:
        amounts = []
        for side in (x.shape[3], x.shape[2]):
            total = max((-(-side // stride) - 1) * stride + size - side, 0)
            amounts += [total // 2, total - total // 2]
        return functional.pad(x, amounts)

    return pad


def _same(settings: dict) -> bool:
    return settings["padding"] == "same"


def _weighted(layer: nn.Module, settings: dict, before: nn.Module | None = None) -> nn.Module:
    """Put something before a layer with weights, and its activation after it."""
    return nn.Sequential(before or nn.Identity(), layer, _Function(_function(settings)))


def _start(layer: nn.Module, start: str) -> None:
    if start not in _STARTS:
        raise UnknownError(f"the initializer {start}")
    _STARTS[start](layer.weight)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)


def _function(settings: dict) -> Callable:
    if settings["activation"] not in _FUNCTIONS:
        raise UnknownError(f"the activation {settings['activation']}")
    return _FUNCTIONS[settings["activation"]]
