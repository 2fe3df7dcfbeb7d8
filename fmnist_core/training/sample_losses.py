"""The loss of each sample while training: Keras hands out only the mean."""

import keras
import numpy as np
import tensorflow as tf


class SampleLosses:
    """Keeps the cross-entropy of each sample of an epoch as the training step computes it.

    Args:
        steps: batches an epoch.
        batch_size: samples a batch.
    """

    def __init__(self, steps: int, batch_size: int) -> None:
        self._losses = tf.Variable(tf.zeros((steps, batch_size)), trainable=False)
        self._steps = tf.Variable(0, trainable=False)

    def watch(self, model: keras.Model) -> None:
        """Keep the losses of a compiled model, which is not traced yet; it computes what it did before.

        Only its method changes, in this process: what is saved of it stays plain Keras.
        """
        compute_loss = model.compute_loss

        def kept(
            x: tf.Tensor | None = None,
            y: tf.Tensor | None = None,
            y_pred: tf.Tensor | None = None,
            sample_weight: tf.Tensor | None = None,
            training: bool = True,
        ) -> tf.Tensor:
            if training:
                losses = tf.nn.softmax_cross_entropy_with_logits(y, y_pred)
                self._losses.scatter_nd_update([[self._steps]], losses[tf.newaxis])
                self._steps.assign_add(1)
            return compute_loss(x, y, y_pred, sample_weight, training)

        model.compute_loss = kept

    def of_epoch(self) -> np.ndarray:
        """Return the losses of the epoch that ends, float32 (m,), and begin the next."""
        steps = int(tf.convert_to_tensor(self._steps))
        self._steps.assign(0)
        return keras.ops.convert_to_numpy(self._losses)[:steps].reshape(-1)
