"""Weights: offline is no error, hostile and wrong files are, downloads are whole or not at all. Never a network."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import threading
import urllib.error
import urllib.request
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import safetensors.torch
import skimage.data
import torch
from torch import Tensor

from segstudio.choices.encoders import ENCODERS, SUITED, PackagedWeights
from segstudio.choices.row import code
from segstudio.choices.starts import RANDOM, StartKind
from segstudio.errors import Cancelled, WeightsError
from segstudio.learning.network import download, weights
from segstudio.learning.network.live_network import fetch_start
from segstudio.learning.network.start_file import write_start
from segstudio.learning.network.weights import choose_encoder, file_encoders, load_start, read_state, tensors_beside
from segstudio.models import encoders
from segstudio.models.efficientnet_lite import EfficientNetLite0
from segstudio.models.encoders import Encoder, encoder_shapes
from segstudio.models.unet import UNet
from tests.any_bytes import changed, only

NAME = "mobilenet_v3_large"


@pytest.fixture(scope="module")
def classifier() -> dict[str, Tensor]:
    """A whole classification network's state dict, as torchvision publishes it."""
    torch.manual_seed(1)
    state: dict[str, Tensor] = code(ENCODERS[NAME].build)().state_dict()
    return state


@pytest.fixture
def published(classifier: dict[str, Tensor], monkeypatch: pytest.MonkeyPatch) -> tuple[str, bytes]:
    """The address and bytes of weights "on the server", with the hash in the name as torch's hub has it."""
    buffer = io.BytesIO()
    torch.save(classifier, buffer)
    data = buffer.getvalue()
    url = f"https://example.org/models/net-{hashlib.sha256(data).hexdigest()[:8]}.pth"
    monkeypatch.setattr(download, "imagenet_url", lambda encoder: url)
    return url, data


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path / "hub"))
    return tmp_path / "hub" / "checkpoints"


def loaded(encoder: str, source: str, *more: object) -> tuple[dict[str, Tensor] | None, str]:
    """The encoder's tensors and the sentence on where they come from."""
    start = load_start(encoder, source, None, *more)  # type: ignore[arg-type]
    return start.encoder, start.origin.sentence


def serve(monkeypatch: pytest.MonkeyPatch, answer: Callable[[], bytes], length: int | None = None) -> list[str]:
    """Answer every request with these bytes; the list collects the addresses that were asked."""
    asked: list[str] = []

    class Answer(io.BytesIO):
        headers: dict[str, str]

    def urlopen(url: str, timeout: float) -> Answer:
        assert timeout <= 10
        asked.append(url)
        reply = Answer(answer())
        reply.headers = {"Content-Length": str(length or len(reply.getvalue()))}
        return reply

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    return asked


def same(state: dict[str, Tensor] | None, whole: dict[str, Tensor]) -> bool:
    return state is not None and len(state) > 200 and all(torch.equal(v, whole[k]) for k, v in state.items())


# ---- ImageNet


def test_none_is_random_weights() -> None:
    start = load_start(NAME, "none")
    assert start.encoder is None and start.origin == RANDOM == (StartKind.RANDOM, "random weights") and not start.notice


def test_weights_are_fetched_once_checked_and_reported(
    published: tuple[str, bytes], classifier: dict[str, Tensor], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, data = published
    asked = serve(monkeypatch, lambda: data)
    steps: list[tuple[float, float]] = []
    state, line = loaded(NAME, "imagenet", lambda done, total: steps.append((done, total)))
    assert same(state, classifier) and line.startswith("ImageNet weights (net-")
    assert steps[-1] == (len(data), len(data)) and steps == sorted(steps)
    again, _ = loaded(NAME, "imagenet")
    assert same(again, classifier) and asked == [url]
    assert [p.name for p in cache.iterdir()] == [url.rsplit("/", 1)[-1]]


def test_without_a_network_training_starts_from_random_weights(cache: Path) -> None:
    state, line = loaded("resnet18", "imagenet")
    assert state is None
    assert line == "ImageNet weights could not be fetched (no network); starting from random weights"
    assert not list(cache.iterdir())


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (urllib.error.HTTPError("https://example.org", 404, "gone", None, None), "the server answered 404"),  # type: ignore[arg-type]
        (TimeoutError("timed out"), "no network"),
        (ConnectionResetError(), "no network"),
        (OSError(28, "No space left on device"), "No space left on device"),
    ],
)
def test_every_failure_of_a_download_is_told_and_none_is_raised(
    error: Exception, words: str, published: tuple[str, bytes], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> bytes:
        raise error

    serve(monkeypatch, fail)
    state, line = loaded(NAME, "imagenet")
    assert state is None and words in line and not list(cache.iterdir())
    if isinstance(error, urllib.error.HTTPError):
        error.close()


def test_a_download_that_breaks_off_is_not_kept(
    published: tuple[str, bytes], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(monkeypatch, lambda: published[1][:-100])
    state, line = loaded(NAME, "imagenet")
    assert state is None and "damaged" in line and not list(cache.iterdir())


def test_a_damaged_file_in_the_cache_is_set_aside_and_fetched_again(
    published: tuple[str, bytes], classifier: dict[str, Tensor], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, data = published
    cache.mkdir(parents=True)
    path = cache / url.rsplit("/", 1)[-1]
    path.write_bytes(data[:5000])
    serve(monkeypatch, lambda: data)
    state, _ = loaded(NAME, "imagenet")
    assert same(state, classifier)
    assert path.with_name(path.name + ".damaged").read_bytes() == data[:5000]


def test_a_damaged_file_in_the_cache_and_no_network_is_random_weights(
    published: tuple[str, bytes], cache: Path
) -> None:
    cache.mkdir(parents=True)
    (cache / published[0].rsplit("/", 1)[-1]).write_bytes(b"")
    assert loaded(NAME, "imagenet")[0] is None


def test_a_download_can_be_stopped_and_leaves_nothing(
    published: tuple[str, bytes], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(done: float, total: float) -> None:
        raise Cancelled

    serve(monkeypatch, lambda: published[1])
    with pytest.raises(Cancelled):
        loaded(NAME, "imagenet", stop)
    assert not list(cache.iterdir())


def test_nothing_is_traced_beside_the_thread_that_answers_previews(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A trace takes the calls of every module of the process for its own, those of a preview too."""
    real, threads = encoders.create_feature_extractor, []

    def trace(*args: object, **options: object) -> object:
        threads.append(threading.current_thread())
        return real(*args, **options)  # type: ignore[arg-type]

    encoder_shapes.cache_clear()
    monkeypatch.setattr(encoders, "create_feature_extractor", trace)
    steps = fetch_start(NAME, "formula", cache, lambda: False)
    with pytest.raises(StopIteration) as done:
        while True:
            next(steps)
    assert done.value.value.encoder is not None and not threads


def test_every_encoder_s_weights_have_a_hash_in_their_name() -> None:
    for name, row in ENCODERS.items():
        packaged = isinstance(row.imagenet, PackagedWeights)
        assert packaged or len(download._hash_prefix(download.imagenet_url(name))) >= 8


def test_the_packaged_weights_tell_real_photographs_apart() -> None:
    """ImageNet's classes of scikit-image's pictures, with the classification head that training leaves out."""
    state = read_state(download.fetch("efficientnet_lite0", lambda done, total: None))
    net = EfficientNetLite0().eval()
    net.load_state_dict(dict(zip(net.state_dict(), state.values(), strict=True)))
    found = {}
    for name in ("chelsea", "coffee", "rocket", "camera"):
        picture = getattr(skimage.data, name)()
        colors = np.dstack([picture] * 3) if picture.ndim == 2 else picture
        share = 256 / min(colors.shape[:2])
        small = cv2.resize(colors, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        y, x = ((side - 224) // 2 for side in small.shape[:2])
        seen = torch.from_numpy((small[y : y + 224, x : x + 224].astype(np.float32) - 127) / 128)
        with torch.inference_mode():
            found[name] = int(net(seen.permute(2, 0, 1)[None]).argmax())
    assert found["chelsea"] in (281, 282, 285)
    assert (found["coffee"], found["rocket"], found["camera"]) == (967, 657, 872)


def test_the_packaged_weights_start_the_encoder_without_a_network() -> None:
    state, line = loaded("efficientnet_lite0", "imagenet")
    assert state is not None and set(state) == set(encoder_shapes("efficientnet_lite0"))
    assert "ImageNet weights" in line and choose_encoder("unet", "imagenet", "cpu") == "efficientnet_lite0"


def test_a_changed_package_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "changed.pth"
    path.write_bytes(b"something else")
    monkeypatch.setattr(download, "packaged_path", lambda packaged: path)
    state, line = loaded("efficientnet_lite0", "imagenet")
    assert state is None and "the file is damaged" in line


def test_weights_under_the_names_of_another_library_load_in_their_order(tmp_path: Path) -> None:
    """segmentation_models.pytorch and timm name the same tensors otherwise; a file in another order is refused."""
    whole = code(ENCODERS["efficientnet_b0"].build)().state_dict()
    theirs = {f"encoder.{number}.{key.rpartition('.')[2]}": value for number, (key, value) in enumerate(whole.items())}
    state, _ = loaded("efficientnet_b0", save(tmp_path / "smp.pth", theirs))
    shapes = encoder_shapes("efficientnet_b0")
    assert state is not None and set(state) == set(shapes)
    assert all(torch.equal(state[name], whole[name]) for name in shapes)
    backwards = dict(reversed(list(theirs.items())))
    with pytest.raises(WeightsError, match="does not fit"):
        loaded("efficientnet_b0", save(tmp_path / "other.pth", backwards))


# ---- files


def save(path: Path, state: dict[str, Tensor]) -> str:
    if path.suffix == ".safetensors":
        safetensors.torch.save_file(state, path)
    else:
        torch.save(state, path)
    return str(path)


@pytest.mark.parametrize("name", ["net.pth", "net.safetensors"])
def test_a_classifier_s_file_is_read_without_its_head(name: str, tmp_path: Path, classifier: dict[str, Tensor]) -> None:
    state, line = loaded(NAME, save(tmp_path / name, classifier))
    assert same(state, classifier) and state is not None and not any("classifier" in key for key in state)
    assert name in line
    Encoder(NAME).load_weights(state)


@pytest.mark.parametrize("prefix", ["module.", "encoder.", "backbone."])
def test_prefixes_and_checkpoints_of_others_are_understood(
    prefix: str, tmp_path: Path, classifier: dict[str, Tensor]
) -> None:
    torch.save({"epoch": 3, "state_dict": {prefix + k: v for k, v in classifier.items()}}, tmp_path / "net.pt")
    assert same(loaded(NAME, str(tmp_path / "net.pt"))[0], classifier)


def test_a_run_s_weights_give_their_encoder(tmp_path: Path) -> None:
    net = UNet(NAME, 3)
    state, _ = loaded(NAME, save(tmp_path / "weights.safetensors", net.state_dict()))
    assert same(state, net.encoder.trunk.state_dict())


def test_nine_tenths_of_the_tensors_are_enough_and_less_are_not(tmp_path: Path, classifier: dict[str, Tensor]) -> None:
    names = list(encoder_shapes(NAME))
    enough = {name: classifier[name] for name in names[: int(0.95 * len(names))]}
    state, line = loaded(NAME, save(tmp_path / "most.pth", enough))
    assert state is not None and f"{len(enough)} of {len(names)}" in line
    with pytest.raises(WeightsError, match=f"50 of its {len(names)} tensors match"):
        loaded(NAME, save(tmp_path / "few.pth", {name: classifier[name] for name in names[:50]}))


class Hostile:
    """Runs a command where it is unpickled."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.target),)


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_with_code_is_refused_and_nothing_is_run(packed: bool, tmp_path: Path) -> None:
    path, target = tmp_path / "net.pth", tmp_path / "made"
    if packed:
        torch.save({"conv1.weight": Hostile(target)}, path)
    else:
        path.write_bytes(pickle.dumps(Hostile(target)))
    with pytest.raises(WeightsError, match="holds program code") as caught:
        loaded(NAME, str(path))
    assert caught.value.hint and not target.exists()


@pytest.mark.parametrize("name", ["net.pth", "net.safetensors"])
@pytest.mark.parametrize("damage", ["empty", "half", "noise", "text", "folder", "missing"])
def test_damaged_files_are_told_in_a_sentence(
    name: str, damage: str, tmp_path: Path, classifier: dict[str, Tensor]
) -> None:
    path = tmp_path / name
    save(path, classifier)
    data = path.read_bytes()
    path.unlink()
    if damage == "folder":
        path.mkdir()
    elif damage != "missing":
        noise = torch.randint(0, 256, (5000,), generator=torch.Generator().manual_seed(0)).to(torch.uint8)
        contents = {"empty": b"", "half": data[: len(data) // 2], "text": b"hello\n" * 50}
        path.write_bytes(contents.get(damage, bytes(noise.tolist())))
    with pytest.raises(WeightsError) as caught:
        loaded(NAME, str(path))
    assert name in caught.value.message and caught.value.hint


def test_another_network_s_weights_are_refused(tmp_path: Path) -> None:
    other = save(tmp_path / "other.pth", code(ENCODERS["resnet18"].build)().state_dict())
    with pytest.raises(WeightsError, match="0 of its"):
        loaded(NAME, other)


@pytest.mark.parametrize("content", [[1, 2], {"a": 1}, {}])
def test_files_without_tensors_are_refused(content: object, tmp_path: Path) -> None:
    torch.save(content, tmp_path / "net.pth")
    with pytest.raises(WeightsError, match="no weights"):
        loaded(NAME, str(tmp_path / "net.pth"))


@pytest.mark.parametrize("name", ["net.pth", "net.safetensors"])
def test_weights_of_any_bytes_are_read_or_raise_a_weights_error(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    save(path, {"a": torch.arange(6.0), "b": torch.zeros(2, 3)})
    data = path.read_bytes()
    refused = 0
    for number in range(100):
        path.write_bytes(changed(data, str(number)))
        refused += only(WeightsError, lambda: read_state(path))
    assert 0 < refused < 100


def special(kind: str, value: Tensor) -> Tensor:
    """A tensor of the same shape that has no number of its own for each element."""
    if kind == "nested":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch calls them a prototype
            return torch.nested.nested_tensor([value, value])
    if kind == "quantized":
        return torch.quantize_per_tensor(value, 0.1, 0, torch.quint8)
    return value.to("meta") if kind == "meta" else value.to_sparse()


@pytest.mark.parametrize("kind", ["meta", "sparse", "nested", "quantized"])
def test_tensors_without_values_of_their_own_are_refused(
    kind: str, tmp_path: Path, classifier: dict[str, Tensor]
) -> None:
    first = next(iter(classifier))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = save(tmp_path / "net.pth", {**classifier, first: special(kind, classifier[first])})
    for read in (lambda: loaded(NAME, path), lambda: file_encoders(path, None)):
        with pytest.raises(WeightsError, match=r"net\.pth") as caught:
            read()
        assert caught.value.hint


def test_a_zip_that_unpacks_to_more_than_its_size_is_not_unpacked(
    tmp_path: Path, classifier: dict[str, Tensor]
) -> None:
    save(tmp_path / "net.pth", {"conv1.weight": torch.zeros(1 << 20)})
    with zipfile.ZipFile(tmp_path / "net.pth") as plain, zipfile.ZipFile(tmp_path / "packed.pth", "w", 8) as packed:
        for one in plain.infolist():
            packed.writestr(one.filename, plain.read(one))
    assert read_state(tmp_path / "net.pth")
    with pytest.raises(WeightsError, match="damaged"):
        read_state(tmp_path / "packed.pth")


def test_values_that_are_not_finite_are_refused(tmp_path: Path, classifier: dict[str, Tensor]) -> None:
    name = next(iter(encoder_shapes(NAME)))
    broken = classifier | {name: torch.full_like(classifier[name], float("nan"))}
    with pytest.raises(WeightsError, match="not finite"):
        loaded(NAME, save(tmp_path / "net.pth", broken))


def test_half_precision_files_become_float32(tmp_path: Path, classifier: dict[str, Tensor]) -> None:
    half = {name: value.half() for name, value in classifier.items() if value.is_floating_point()}
    state, _ = loaded(NAME, save(tmp_path / "net.safetensors", half))
    assert state is not None and {value.dtype for value in state.values()} == {torch.float32}


# ---- every encoder, grey images, the program's own


@pytest.mark.parametrize("name", list(ENCODERS))
def test_any_torchvision_classifier_loads_whole(name: str, tmp_path: Path) -> None:
    whole = code(ENCODERS[name].build)().state_dict()
    state, _ = loaded(name, save(tmp_path / "net.pth", whole))
    assert state is not None and set(state) == set(encoder_shapes(name))
    encoder = Encoder(name)
    encoder.load_weights(state)
    assert all(torch.equal(value, whole[key]) for key, value in state.items())


@pytest.mark.parametrize("name", list(ENCODERS))
def test_a_file_says_itself_which_encoder_it_is_for(name: str, tmp_path: Path) -> None:
    path = Path(save(tmp_path / "mine.pth", code(ENCODERS[name].build)().state_dict()))
    for device in ("cuda", "cpu"):
        assert choose_encoder("unet", str(path), device) == name
    other = save(tmp_path / "other.pth", {"layer.weight": torch.zeros(3)})
    assert choose_encoder("unet", other, "cpu") == SUITED["cpu"], "loading it says what is wrong"
    with pytest.raises(WeightsError, match="There is no weights file"):
        choose_encoder("unet", str(tmp_path / "none.pth"), "cpu")


def test_a_stem_for_grey_images_answers_the_mean_of_three_channels(tmp_path: Path) -> None:
    torch.manual_seed(0)
    whole = code(ENCODERS["resnet18"].build)().state_dict()
    whole["conv1.weight"] = torch.randn(64, 5, 7, 7)
    with pytest.raises(WeightsError, match="The first layer"):  # else it would be random, and nobody told
        loaded("resnet18", save(tmp_path / "five.pth", whole))
    whole["conv1.weight"] = torch.randn(64, 1, 7, 7)
    state, line = loaded("resnet18", save(tmp_path / "net.pth", whole))
    assert state is not None and "100 of 100" in line and state["conv1.weight"].shape == (64, 3, 7, 7)
    grey = torch.rand(1, 1, 32, 32)
    before = torch.nn.functional.conv2d(grey, whole["conv1.weight"])
    now = torch.nn.functional.conv2d(grey.expand(1, 3, 32, 32), state["conv1.weight"])
    assert torch.allclose(before, now, atol=1e-4)


def test_a_grey_image_sees_the_sum_of_the_stem_s_weights() -> None:
    torch.manual_seed(0)
    encoder = Encoder("resnet18").eval()
    grey = torch.rand(1, 1, 32, 32)
    stem = encoder.trunk.get_submodule("conv1")
    assert isinstance(stem, torch.nn.Conv2d)
    seen: list[Tensor] = []
    stem.register_forward_hook(lambda module, inputs, output: seen.append(output))
    with torch.no_grad():
        encoder(grey.expand(1, 3, 32, 32))
        spread = stem.weight / encoder.std.view(1, 3, 1, 1)
        summed = torch.nn.functional.conv2d(grey, spread.sum(dim=1, keepdim=True), stride=2, padding=3)
        dark = torch.nn.functional.conv2d(
            (encoder.mean / encoder.std).expand(1, 3, 32, 32), stem.weight, stride=2, padding=3
        )
    assert torch.allclose(seen[0], summed - dark, atol=1e-4)


def test_the_program_s_weights_are_those_of_any_encoder_that_has_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "RESOURCES", tmp_path)
    gpu, cpu = "cuda", "cpu"
    chosen = [choose_encoder("unet", "formula", device) for device in (gpu, cpu)]
    assert chosen == ["resnet18", SUITED["cpu"]], "from random weights, which is told"
    assert loaded("resnet18", "formula")[0] is None
    net = UNet("resnet18", 4)
    path = weights.formula_path("resnet18")
    write_start(net, {"kind": "formula", "encoder": "resnet18"}, path)
    assert choose_encoder("unet", "formula", gpu) == choose_encoder("unet", "formula", cpu) == "resnet18"
    state, line = loaded("resnet18", "formula")
    assert state is not None and path.name in line
    half = net.encoder.trunk.state_dict()["conv1.weight"].half().float()
    assert torch.equal(state["conv1.weight"], half) and len(state) == len(encoder_shapes("resnet18"))
    other = UNet("resnet18", 2)
    found = tensors_beside(other, load_start("resnet18", "formula").rest)
    assert {key.split(".")[0] for key in found} == {"decoder", "full"}
    path.write_bytes(path.read_bytes()[:-2] + b"xx")
    with pytest.raises(WeightsError, match="is damaged: its weights"):
        loaded("resnet18", "formula")
