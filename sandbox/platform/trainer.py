"""Trains a model: as small as one can be, and really computed.

It learns by gradient descent which part of an image its first box covers, from the box's sides.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

CLOSE = 0.05  # an estimate that errs by less counts as right

Weights = tuple[float, ...]
Features = tuple[float, ...]


class TrainingError(Exception):
    """The training itself failed: the job's last words."""


@dataclass(frozen=True)
class Sample:
    features: Features
    covered: float
    """The box's part of the image."""


@dataclass(frozen=True)
class Epoch:
    number: int
    """From 1."""
    loss: float
    """The mean of the squared errors."""
    accuracy: float
    """The share of the estimates that are close."""
    weights: Weights


def samples(annotations: bytes) -> list[Sample]:
    """TrainingError unless there is one; images without a box teach nothing."""
    try:
        images = json.loads(annotations)["images"]
        found = [_sample(image) for image in images if image["annotations"]]
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise TrainingError(f"the annotations cannot be read: {error!r}") from error
    if not found:
        raise TrainingError("the dataset has no annotated image")
    return found


def loaded(weights: bytes) -> Weights:
    """What training begins with, as it is stored. TrainingError."""
    try:
        return tuple(float(each) for each in json.loads(weights)["weights"])
    except (KeyError, TypeError, ValueError) as error:
        raise TrainingError(f"the weights cannot be read: {error!r}") from error


def train(
    found: Sequence[Sample], weights: Weights, *, epochs: int, batch_size: int, rate: float
) -> Iterator[Epoch]:
    """Each epoch as it ends. TrainingError when it diverges."""
    for number in range(1, epochs + 1):
        for begin in range(0, len(found), batch_size):
            weights = _step(found[begin : begin + batch_size], weights, rate)
        errors = [_error(sample, weights) for sample in found]
        loss = sum(error * error for error in errors) / len(errors)
        if not math.isfinite(loss):
            raise TrainingError(f"the loss diverged in epoch {number}")
        right = sum(abs(error) < CLOSE for error in errors)
        yield Epoch(number, loss, right / len(errors), weights)


def _sample(image: Any) -> Sample:
    _, _, wide, high = image["annotations"][0]["bbox"]
    width, height = wide / image["width"], high / image["height"]
    return Sample((1.0, width, height), width * height)


def _error(sample: Sample, weights: Weights) -> float:
    pairs = zip(weights, sample.features, strict=True)
    return sum(weight * feature for weight, feature in pairs) - sample.covered


def _step(batch: Sequence[Sample], weights: Weights, rate: float) -> Weights:
    """Down the gradient of the batch's loss."""
    slopes = [0.0] * len(weights)
    for sample in batch:
        error = _error(sample, weights)
        for place, feature in enumerate(sample.features):
            slopes[place] += 2 * error * feature / len(batch)
    return tuple(weight - rate * slope for weight, slope in zip(weights, slopes, strict=True))
