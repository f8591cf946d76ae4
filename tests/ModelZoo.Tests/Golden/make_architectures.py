"""Outputs of the zoo's architectures in PyTorch, for ArchitectureGoldenTests.

    /usr/bin/python3 make_architectures.py     (writes architectures.json beside itself; PyTorch 1.13)

The reference networks are written here, from the papers and with torchvision's names of parameters. Weights and
images come from a formula (see value()) that the test computes too, so that no weights need to be exchanged.
"""
import json
import os

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


def value(name, count):
    """Numbers from -0.5 to 0.5 that depend on name and index only: 24 bits of an integer hash."""
    h = 2166136261
    for b in name.encode():
        h = ((h ^ b) * 16777619) & 0xFFFFFFFF
    x = (np.arange(count, dtype=np.uint64) * np.uint64(2654435761) + np.uint64(h)) & np.uint64(0xFFFFFFFF)
    x = ((x ^ (x >> np.uint64(16))) * np.uint64(0x45D9F3B)) & np.uint64(0xFFFFFFFF)
    x = ((x ^ (x >> np.uint64(16))) * np.uint64(0x45D9F3B)) & np.uint64(0xFFFFFFFF)
    x = x ^ (x >> np.uint64(16))
    return (x >> np.uint64(8)).astype(np.float64) / (1 << 24) - 0.5


def fill(module):
    with torch.no_grad():
        for name, t in module.state_dict().items():
            if name.endswith("num_batches_tracked"):
                continue
            u = value(name, t.numel())
            if name.endswith("running_var"):
                u = 1 + 0.5 * u
            elif t.dim() == 1 and name.endswith("weight"):
                u = 1 + 0.2 * u
            elif t.dim() == 1:
                u = 0.1 * u
            else:
                u = u * np.sqrt(24.0 / (t.numel() // t.shape[0]))
            t.copy_(torch.from_numpy(u.astype(np.float32)).reshape(t.shape))
    return module.eval()


class Named(nn.Module):
    """Layers in order, some without a name in the state."""

    def __init__(self, *layers):
        super().__init__()
        self.steps = []
        for name, layer in layers:
            if isinstance(layer, nn.Module) and name:
                self.add_module(name, layer)
            self.steps.append(layer)

    def forward(self, x):
        for s in self.steps:
            x = s(x)
        return x


def flat(x):
    return torch.flatten(x, 1)


def pool(n):
    return lambda x: F.adaptive_avg_pool2d(x, n)


relu = nn.ReLU()


def alexnet(k):
    return Named(
        ("features", nn.Sequential(
            nn.Conv2d(3, 64, 11, 4, 2), relu, nn.MaxPool2d(3, 2),
            nn.Conv2d(64, 192, 5, 1, 2), relu, nn.MaxPool2d(3, 2),
            nn.Conv2d(192, 384, 3, 1, 1), relu, nn.Conv2d(384, 256, 3, 1, 1), relu,
            nn.Conv2d(256, 256, 3, 1, 1), relu, nn.MaxPool2d(3, 2))),
        ("", pool(6)), ("", flat),
        ("classifier", nn.Sequential(
            nn.Dropout(), nn.Linear(9216, 4096), relu, nn.Dropout(), nn.Linear(4096, 4096), relu, nn.Linear(4096, k))))


def lrn(x):
    return F.local_response_norm(x, 5, 1e-4, 0.75, 1.0)


def caffe_head(k):
    return [("", pool(6)), ("", flat), ("fc6", nn.Linear(9216, 4096)), ("", relu), ("fc7", nn.Linear(4096, 4096)),
            ("", relu), ("fc8", nn.Linear(4096, k))]


def alexnet_2012(k):
    return Named(
        ("conv1", nn.Conv2d(3, 96, 11, 4)), ("", relu), ("", lrn), ("", nn.MaxPool2d(3, 2)),
        ("conv2", nn.Conv2d(96, 256, 5, 1, 2, groups=2)), ("", relu), ("", lrn), ("", nn.MaxPool2d(3, 2)),
        ("conv3", nn.Conv2d(256, 384, 3, 1, 1)), ("", relu),
        ("conv4", nn.Conv2d(384, 384, 3, 1, 1, groups=2)), ("", relu),
        ("conv5", nn.Conv2d(384, 256, 3, 1, 1, groups=2)), ("", relu), ("", nn.MaxPool2d(3, 2)), *caffe_head(k))


def zfnet(k):
    return Named(
        ("conv1", nn.Conv2d(3, 96, 7, 2, 1)), ("", relu), ("", nn.MaxPool2d(3, 2, 1)), ("", lrn),
        ("conv2", nn.Conv2d(96, 256, 5, 2)), ("", relu), ("", nn.MaxPool2d(3, 2, 1)), ("", lrn),
        ("conv3", nn.Conv2d(256, 384, 3, 1, 1)), ("", relu), ("conv4", nn.Conv2d(384, 384, 3, 1, 1)), ("", relu),
        ("conv5", nn.Conv2d(384, 256, 3, 1, 1)), ("", relu), ("", nn.MaxPool2d(3, 2)), *caffe_head(k))


def vgg(letters, norm):
    def make(k):
        layers, c = [], 3
        for v in letters:
            if v == "M":
                layers.append(nn.MaxPool2d(2, 2))
            else:
                layers.append(nn.Conv2d(c, v, 3, 1, 1))
                layers += [nn.BatchNorm2d(v)] if norm else []
                layers.append(nn.ReLU())
                c = v
        return Named(
            ("features", nn.Sequential(*layers)), ("", pool(7)), ("", flat),
            ("classifier", nn.Sequential(
                nn.Linear(512 * 49, 4096), relu, nn.Dropout(), nn.Linear(4096, 4096), relu, nn.Dropout(),
                nn.Linear(4096, k))))
    return make


class Block(nn.Module):
    def __init__(self, i, w, stride, deep, option_a=False):
        super().__init__()
        o = 4 * w if deep else w
        self.deep, self.option_a, self.stride, self.extra = deep, option_a, stride, o - i
        if deep:
            self.conv1, self.bn1 = nn.Conv2d(i, w, 1, bias=False), nn.BatchNorm2d(w)
            self.conv2, self.bn2 = nn.Conv2d(w, w, 3, stride, 1, bias=False), nn.BatchNorm2d(w)
            self.conv3, self.bn3 = nn.Conv2d(w, o, 1, bias=False), nn.BatchNorm2d(o)
        else:
            self.conv1, self.bn1 = nn.Conv2d(i, w, 3, stride, 1, bias=False), nn.BatchNorm2d(w)
            self.conv2, self.bn2 = nn.Conv2d(w, w, 3, 1, 1, bias=False), nn.BatchNorm2d(w)
        if (stride > 1 or i != o) and not option_a:
            self.downsample = nn.Sequential(nn.Conv2d(i, o, 1, stride, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if self.deep:
            y = self.bn3(self.conv3(F.relu(y)))
        if hasattr(self, "downsample"):
            x = self.downsample(x)
        elif self.stride > 1:
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.extra // 2, self.extra // 2))
        return F.relu(x + y)


def resnet(blocks, deep):
    def make(k):
        layers = [("conv1", nn.Conv2d(3, 64, 7, 2, 3, bias=False)), ("bn1", nn.BatchNorm2d(64)), ("", relu),
                  ("", nn.MaxPool2d(3, 2, 1))]
        i = 64
        for s, n in enumerate(blocks):
            stage = []
            for b in range(n):
                stage.append(Block(i, 64 << s, 2 if b == 0 and s > 0 else 1, deep))
                i = (64 << s) * (4 if deep else 1)
            layers.append((f"layer{s + 1}", nn.Sequential(*stage)))
        return Named(*layers, ("", pool(1)), ("", flat), ("fc", nn.Linear(i, k)))
    return make


def cifar_resnet(depth):
    def make(k):
        layers = [("conv1", nn.Conv2d(3, 16, 3, 1, 1, bias=False)), ("bn1", nn.BatchNorm2d(16)), ("", relu)]
        i = 16
        for s in range(3):
            stage = []
            for b in range((depth - 2) // 6):
                stage.append(Block(i, 16 << s, 2 if b == 0 and s > 0 else 1, False, option_a=True))
                i = 16 << s
            layers.append((f"layer{s + 1}", nn.Sequential(*stage)))
        return Named(*layers, ("", pool(1)), ("", flat), ("linear", nn.Linear(64, k)))
    return make


class Fire(nn.Module):
    def __init__(self, i, s, e):
        super().__init__()
        self.squeeze, self.expand1x1, self.expand3x3 = nn.Conv2d(i, s, 1), nn.Conv2d(s, e, 1), nn.Conv2d(s, e, 3, 1, 1)

    def forward(self, x):
        x = F.relu(self.squeeze(x))
        return torch.cat([F.relu(self.expand1x1(x)), F.relu(self.expand3x3(x))], 1)


def squeezenet(first, plan):
    def make(k):
        layers, c = [first, relu], first.out_channels
        for p in plan:
            if p is None:
                layers.append(nn.MaxPool2d(3, 2, ceil_mode=True))
            else:
                layers.append(Fire(c, *p))
                c = 2 * p[1]
        return Named(
            ("features", nn.Sequential(*layers)),
            ("classifier", nn.Sequential(nn.Dropout(), nn.Conv2d(512, k, 1), relu)), ("", pool(1)), ("", flat))
    return make


def unit(i, o, kernel, stride=1, groups=1):
    return nn.Sequential(
        nn.Conv2d(i, o, kernel, stride, (kernel - 1) // 2, groups=groups, bias=False), nn.BatchNorm2d(o), nn.ReLU6())


class Inverted(nn.Module):
    def __init__(self, i, o, stride, t):
        super().__init__()
        w = i * t
        self.conv = nn.Sequential(
            *([unit(i, w, 1)] if t > 1 else []), unit(w, w, 3, stride, w), nn.Conv2d(w, o, 1, bias=False),
            nn.BatchNorm2d(o))
        self.add = stride == 1 and i == o

    def forward(self, x):
        return x + self.conv(x) if self.add else self.conv(x)


def mobilenet_v2(k):
    layers, c = [unit(3, 32, 3, 2)], 32
    for t, o, n, s in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
                       (6, 320, 1, 1)]:
        for b in range(n):
            layers.append(Inverted(c, o, s if b == 0 else 1, t))
            c = o
    layers.append(unit(c, 1280, 1))
    return Named(("features", nn.Sequential(*layers)), ("", pool(1)), ("", flat),
                 ("classifier", nn.Sequential(nn.Dropout(0.2), nn.Linear(1280, k))))


class Basic(nn.Module):
    def __init__(self, norm, i, o, kernel, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(i, o, kernel, stride, (kernel - 1) // 2, bias=not norm)
        if norm:
            self.bn = nn.BatchNorm2d(o, eps=0.001)
        self.norm = norm

    def forward(self, x):
        x = self.conv(x)
        return F.relu(self.bn(x) if self.norm else x)


class Inception(nn.Module):
    def __init__(self, norm, i, a, b, c, d, e, f):
        super().__init__()
        self.branch1 = Basic(norm, i, a, 1)
        self.branch2 = nn.Sequential(Basic(norm, i, b, 1), Basic(norm, b, c, 3))
        self.branch3 = nn.Sequential(Basic(norm, i, d, 1), Basic(norm, d, e, 3 if norm else 5))
        self.branch4 = nn.Sequential(nn.MaxPool2d(3, 1, 1, ceil_mode=True), Basic(norm, i, f, 1))

    def forward(self, x):
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], 1)


class Auxiliary(nn.Module):
    def __init__(self, norm, i, size, k):
        super().__init__()
        self.pool = pool(4) if norm else lambda x: F.avg_pool2d(x, 5, 3, ceil_mode=True)
        self.conv = Basic(norm, i, 128, 1)
        self.fc1, self.fc2 = nn.Linear(128 * size, 1024), nn.Linear(1024, k)

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(flat(self.conv(self.pool(x))))))


class GoogLeNet(nn.Module):
    def __init__(self, norm, k, size):
        super().__init__()
        n = norm
        self.n = n
        self.conv1, self.conv2, self.conv3 = Basic(n, 3, 64, 7, 2), Basic(n, 64, 64, 1), Basic(n, 64, 192, 3)
        self.inception3a = Inception(n, 192, 64, 96, 128, 16, 32, 32)
        self.inception3b = Inception(n, 256, 128, 128, 192, 32, 96, 64)
        self.inception4a = Inception(n, 480, 192, 96, 208, 16, 48, 64)
        self.inception4b = Inception(n, 512, 160, 112, 224, 24, 64, 64)
        self.inception4c = Inception(n, 512, 128, 128, 256, 24, 64, 64)
        self.inception4d = Inception(n, 512, 112, 144, 288, 32, 64, 64)
        self.inception4e = Inception(n, 528, 256, 160, 320, 32, 128, 128)
        self.inception5a = Inception(n, 832, 256, 160, 320, 32, 128, 128)
        self.inception5b = Inception(n, 832, 384, 192, 384, 48, 128, 128)
        self.aux1, self.aux2 = Auxiliary(n, 512, size, k), Auxiliary(n, 528, size, k)
        self.fc = nn.Linear(1024, k)

    def forward(self, x):
        def down(x, kernel=3):
            return F.max_pool2d(x, kernel, 2, ceil_mode=True)

        def response(x):
            return x if self.n else lrn(x)

        x = response(down(self.conv1(x)))
        x = down(response(self.conv3(self.conv2(x))))
        x = self.inception4a(down(self.inception3b(self.inception3a(x))))
        aux1 = self.aux1(x)
        x = self.inception4d(self.inception4c(self.inception4b(x)))
        aux2 = self.aux2(x)
        x = self.inception5b(self.inception5a(down(self.inception4e(x), 2 if self.n else 3)))
        return self.fc(x.mean((2, 3))), aux1, aux2


def gate(channels, squeezed, inner, outer):
    """Squeeze and excitation, with torchvision's names."""
    class Gate(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc1, self.fc2 = nn.Conv2d(channels, squeezed, 1), nn.Conv2d(squeezed, channels, 1)

        def forward(self, x):
            return x * outer(self.fc2(inner(self.fc1(x.mean((2, 3), keepdim=True)))))
    return Gate()


def mobile_unit(i, o, kernel, act=None, stride=1, groups=1, eps=1e-5):
    return nn.Sequential(
        nn.Conv2d(i, o, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(o, eps=eps),
        *([act] if act else []))


class Mobile(nn.Module):
    def __init__(self, add, *layers):
        super().__init__()
        self.block, self.add = nn.Sequential(*layers), add

    def forward(self, x):
        return x + self.block(x) if self.add else self.block(x)


def efficientnet_b0(k):
    def one(i, t, kernel, stride, o):
        w = i * t
        return Mobile(
            stride == 1 and i == o, *([mobile_unit(i, w, 1, nn.SiLU())] if t > 1 else []),
            mobile_unit(w, w, kernel, nn.SiLU(), stride, w), gate(w, i // 4, F.silu, torch.sigmoid),
            mobile_unit(w, o, 1))
    layers, c = [mobile_unit(3, 32, 3, nn.SiLU(), 2)], 32
    for t, kernel, stride, o, n in [(1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3),
                                    (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1)]:
        stage = []
        for b in range(n):
            stage.append(one(c, t, kernel, stride if b == 0 else 1, o))
            c = o
        layers.append(nn.Sequential(*stage))
    layers.append(mobile_unit(c, 1280, 1, nn.SiLU()))
    return Named(("features", nn.Sequential(*layers)), ("", pool(1)), ("", flat),
                 ("classifier", nn.Sequential(nn.Dropout(0.2), nn.Linear(1280, k))))


def mobilenet_v3(plan, head):
    def make(k):
        hs, relu_ = nn.Hardswish(), nn.ReLU()

        def divisible(v):
            n = max(8, int(v + 4) // 8 * 8)
            return n + 8 if n < 0.9 * v else n

        layers, c = [mobile_unit(3, 16, 3, hs, 2, eps=0.001)], 16
        for kernel, w, o, se, act, stride in plan:
            act = hs if act == "HS" else relu_
            layers.append(Mobile(
                stride == 1 and c == o, *([mobile_unit(c, w, 1, act, eps=0.001)] if w != c else []),
                mobile_unit(w, w, kernel, act, stride, w, eps=0.001),
                *([gate(w, divisible(w // 4), F.relu, F.hardsigmoid)] if se else []), mobile_unit(w, o, 1, eps=0.001)))
            c = o
        layers.append(mobile_unit(c, 6 * c, 1, hs, eps=0.001))
        return Named(("features", nn.Sequential(*layers)), ("", pool(1)), ("", flat),
                     ("classifier", nn.Sequential(nn.Linear(6 * c, head), hs, nn.Dropout(0.2), nn.Linear(head, k))))
    return make


class DenseLayer(nn.Module):
    def __init__(self, i):
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(i), nn.Conv2d(i, 128, 1, bias=False)
        self.norm2, self.conv2 = nn.BatchNorm2d(128), nn.Conv2d(128, 32, 3, 1, 1, bias=False)

    def forward(self, x):
        return torch.cat([x, self.conv2(F.relu(self.norm2(self.conv1(F.relu(self.norm1(x))))))], 1)


def densenet121(k):
    layers = [("conv0", nn.Conv2d(3, 64, 7, 2, 3, bias=False)), ("norm0", nn.BatchNorm2d(64)), ("", relu),
              ("", nn.MaxPool2d(3, 2, 1))]
    c = 64
    for b, n in enumerate([6, 12, 24, 16], 1):
        layers.append((f"denseblock{b}", Named(*[(f"denselayer{i + 1}", DenseLayer(c + 32 * i)) for i in range(n)])))
        c += 32 * n
        if b < 4:
            layers.append((f"transition{b}", Named(
                ("norm", nn.BatchNorm2d(c)), ("", relu), ("conv", nn.Conv2d(c, c // 2, 1, bias=False)),
                ("", nn.AvgPool2d(2, 2)))))
            c //= 2
    return Named(("features", Named(*layers, ("norm5", nn.BatchNorm2d(c)))), ("", relu), ("", pool(1)), ("", flat),
                 ("classifier", nn.Linear(c, k)))


class ChannelNorm(nn.LayerNorm):
    def __init__(self, c):
        super().__init__(c, eps=1e-6)

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Permute(nn.Module):
    def __init__(self, *axes):
        super().__init__()
        self.axes = axes

    def forward(self, x):
        return x.permute(self.axes)


class NextBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.block = nn.Sequential(
            nn.Conv2d(c, c, 7, 1, 3, groups=c), Permute(0, 2, 3, 1), nn.LayerNorm(c, eps=1e-6), nn.Linear(c, 4 * c),
            nn.GELU(), nn.Linear(4 * c, c), Permute(0, 3, 1, 2))
        self.layer_scale = nn.Parameter(torch.ones(c, 1, 1))

    def forward(self, x):
        return x + self.layer_scale * self.block(x)


def convnext_tiny(k):
    layers = [nn.Sequential(nn.Conv2d(3, 96, 4, 4), ChannelNorm(96))]
    c = 96
    for o, n in [(96, 3), (192, 3), (384, 9), (768, 3)]:
        if o != c:
            layers.append(nn.Sequential(ChannelNorm(c), nn.Conv2d(c, o, 2, 2)))
        layers.append(nn.Sequential(*[NextBlock(o) for _ in range(n)]))
        c = o
    return Named(("features", nn.Sequential(*layers)), ("", pool(1)),
                 ("classifier", nn.Sequential(ChannelNorm(768), nn.Flatten(1), nn.Linear(768, k))))


class EncoderBlock(nn.Module):
    def __init__(self, w):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(w, eps=1e-6), nn.LayerNorm(w, eps=1e-6)
        self.self_attention = nn.MultiheadAttention(w, 12, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(w, 4 * w), nn.GELU(), nn.Identity(), nn.Linear(4 * w, w))

    def forward(self, x):
        y = self.ln_1(x)
        x = x + self.self_attention(y, y, y, need_weights=False)[0]
        return x + self.mlp(self.ln_2(x))


class VisionTransformer(nn.Module):
    def __init__(self, k, height, width, w=768):
        super().__init__()
        self.conv_proj = nn.Conv2d(3, w, 16, 16)
        self.class_token = nn.Parameter(torch.zeros(1, 1, w))
        self.encoder = nn.Module()
        self.encoder.pos_embedding = nn.Parameter(torch.zeros(1, 1 + height // 16 * (width // 16), w))
        self.encoder.layers = nn.Module()
        for i in range(12):
            self.encoder.layers.add_module(f"encoder_layer_{i}", EncoderBlock(w))
        self.encoder.ln = nn.LayerNorm(w, eps=1e-6)
        self.heads = Named(("head", nn.Linear(w, k)))

    def forward(self, x):
        x = self.conv_proj(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.class_token.expand(len(x), 1, -1), x], 1) + self.encoder.pos_embedding
        for layer in self.encoder.layers.children():
            x = layer(x)
        return self.heads(self.encoder.ln(x)[:, 0])


class Twice(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.double_conv = nn.Sequential(
            nn.Conv2d(i, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(),
            nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU())

    def forward(self, x):
        return self.double_conv(x)


class UNet(nn.Module):
    def __init__(self, k):
        super().__init__()
        self.inc = Twice(3, 64)
        for i in range(1, 5):
            down, up, c = nn.Module(), nn.Module(), 32 << i
            down.maxpool_conv = nn.Sequential(nn.MaxPool2d(2), Twice(c, 2 * c))
            up.up, up.conv = nn.ConvTranspose2d(2 * c, c, 2, 2), Twice(2 * c, c)
            self.add_module(f"down{i}", down)
            self.add_module(f"up{5 - i}", up)
        self.outc = nn.Module()
        self.outc.conv = nn.Conv2d(64, k, 1)

    def forward(self, x):
        kept = [self.inc(x)]
        for i in range(1, 5):
            kept.append(getattr(self, f"down{i}").maxpool_conv(kept[-1]))
        x = kept.pop()
        for i in range(1, 5):
            up = getattr(self, f"up{i}")
            x = up.conv(torch.cat([kept.pop(), up.up(x)], 1))
        return self.outc.conv(x)


LARGE = [(3, 16, 16, 0, "RE", 1), (3, 64, 24, 0, "RE", 2), (3, 72, 24, 0, "RE", 1), (5, 72, 40, 1, "RE", 2),
         (5, 120, 40, 1, "RE", 1), (5, 120, 40, 1, "RE", 1), (3, 240, 80, 0, "HS", 2), (3, 200, 80, 0, "HS", 1),
         (3, 184, 80, 0, "HS", 1), (3, 184, 80, 0, "HS", 1), (3, 480, 112, 1, "HS", 1), (3, 672, 112, 1, "HS", 1),
         (5, 672, 160, 1, "HS", 2), (5, 960, 160, 1, "HS", 1), (5, 960, 160, 1, "HS", 1)]
SMALL = [(3, 16, 16, 1, "RE", 2), (3, 72, 24, 0, "RE", 2), (3, 88, 24, 0, "RE", 1), (5, 96, 40, 1, "HS", 2),
         (5, 240, 40, 1, "HS", 1), (5, 240, 40, 1, "HS", 1), (5, 120, 48, 1, "HS", 1), (5, 144, 48, 1, "HS", 1),
         (5, 288, 96, 1, "HS", 2), (5, 576, 96, 1, "HS", 1), (5, 576, 96, 1, "HS", 1)]
A, D = [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"], [
    64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]
CASES = [  # name, height, width, network
    ("alexnet", 100, 131, alexnet),
    ("alexnet_2012", 99, 111, alexnet_2012),
    ("zfnet", 75, 91, zfnet),
    ("vgg11", 50, 70, vgg(A, False)),
    ("vgg16", 64, 40, vgg(D, False)),
    ("vgg11_bn", 64, 64, vgg(A, True)),
    ("resnet18", 64, 50, resnet([2, 2, 2, 2], False)),
    ("resnet50", 48, 64, resnet([3, 4, 6, 3], True)),
    ("cifar_resnet20", 32, 32, cifar_resnet(20)),
    ("cifar_resnet56", 30, 27, cifar_resnet(56)),
    ("squeezenet1_0", 64, 75, squeezenet(nn.Conv2d(3, 96, 7, 2), [
        None, (16, 64), (16, 64), (32, 128), None, (32, 128), (48, 192), (48, 192), (64, 256), None, (64, 256)])),
    ("squeezenet1_1", 70, 60, squeezenet(nn.Conv2d(3, 64, 3, 2), [
        None, (16, 64), (16, 64), None, (32, 128), (32, 128), None, (48, 192), (48, 192), (64, 256), (64, 256)])),
    ("mobilenet_v2", 64, 50, mobilenet_v2),
    ("googlenet", 70, 64, lambda k: GoogLeNet(True, k, 16)),
    ("googlenet_2014", 224, 224, lambda k: GoogLeNet(False, k, 16)),
    ("mobilenet_v3_large", 64, 50, mobilenet_v3(LARGE, 1280)),
    ("mobilenet_v3_small", 50, 64, mobilenet_v3(SMALL, 1024)),
    ("efficientnet_b0", 64, 50, efficientnet_b0),
    ("densenet121", 64, 50, densenet121),
    ("convnext_tiny", 64, 50, convnext_tiny),
    ("vit_b_16", 48, 64, lambda k: VisionTransformer(k, 48, 64)),
    ("unet", 32, 16, UNet),
]


def main():
    torch.set_num_threads(1)
    result = []
    for name, height, width, make in CASES:
        network = fill(make(5))
        x = torch.from_numpy((4 * value("input", 2 * 3 * height * width)).astype(np.float32)).reshape(2, 3, height, width)
        with torch.no_grad():
            out = network(x)
        outputs = out if isinstance(out, tuple) else (out,)
        result.append({
            "name": name, "height": height, "width": width,
            "parameters": sum(p.numel() for p in network.parameters()),
            "names": len([n for n in network.state_dict() if not n.endswith("num_batches_tracked")]),
            "logits": [[float(f"{v:.7g}") for v in o.flatten().tolist()] for o in outputs]})
        print(name, outputs[0].flatten()[:5].tolist())
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "architectures.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(r) for r in result) + "\n]\n")


if __name__ == "__main__":
    main()
