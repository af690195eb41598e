"""A variational autoencoder (Kingma and Welling 2014; Doersch 2016): codes are spread so that any draws a patch."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from segstudio.models.encoders import Encoder
from segstudio.models.unlabelled.contract import drawn
from segstudio.models.unlabelled.on_encoder import OnEncoder, dense_begin, dense_bottleneck

SPREAD = 0.1  # "sigma", standard deviation of a pixel around what is drawn, of values 0..1
LARGEST_LOG = 8.0  # of a variance, so that no exponential overflows


def divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """``KL(N(mean, diag(variance)) || N(0, 1)) = sum(mean^2 + variance - 1 - log(variance)) / 2`` of each code
    ``[n,size]``, in nats ``[n]`` (Kingma and Welling, appendix B)."""
    return (mean**2 + log_variance.exp() - 1 - log_variance).sum(1) / 2


class VariationalAutoencoder(OnEncoder):
    """``q(z|x) = N(code(x), diag(exp(spread(x))))``, ``p(z) = N(0, 1)``, ``p(x|z) = N(decode(z), SPREAD^2)``.

    Loss: the negative evidence bound ``sum((x - decode(z))^2) / (2 SPREAD^2) + KL(q(z|x) || p(z))`` of one
    ``z = mean + standard deviation * e``, ``e ~ N(0, 1)``, per pixel value.
    """

    size = 64
    generative = True

    def __init__(self, encoder: str, channels: int) -> None:
        made = Encoder(encoder, channels)
        super().__init__(made, channels, dense_bottleneck(made, self.size), dense_begin(self.size))
        self.spread = dense_bottleneck(made, self.size)
        nn.init.zeros_(self.spread[-1].weight)  # type: ignore[arg-type]  # it begins with the variance 1
        self.optimizers["adam"].add_param_group({"params": list(self.spread.parameters())})

    def learn(self, clean: Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        self.train()
        features = self.features(clean)
        mean = self.bottleneck(features)
        log_variance = self.spread(features).clamp(-LARGEST_LOG, LARGEST_LOG)
        codes = mean + (log_variance / 2).exp() * drawn(mean.shape, random, mean)
        error = ((self.decode(codes) - clean) ** 2).mean()
        nats = divergence(mean, log_variance).mean()
        self.descend(error / (2 * SPREAD**2) + nats / clean[0].numel(), done)
        return {"error": error.item(), "divergence": nats.item()}

    def restore(self, image: Tensor) -> Tensor:
        return self.decode(self.code(image))

    def sample(self, count: int, random: torch.Generator) -> Tensor:
        like = next(self.begin.parameters())
        return self.decode(drawn((count, self.size), random, like))
