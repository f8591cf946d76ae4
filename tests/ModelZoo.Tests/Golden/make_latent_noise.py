"""The numbers of LatentNoise by the description in its documentation, for LatentNoiseTests.

    /usr/bin/python3 make_latent_noise.py     (writes latent_noise.json beside itself; nothing but the standard library)

Philox is checked against the known answers that come with Random123 (Salmon et al. 2011, philox4x32, 10 rounds).
"""
import json
import math
import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))
MASK = 0xFFFFFFFF
KNOWN = [
    ((0, 0), (0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((MASK, MASK), (MASK, MASK, MASK, MASK), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    ((0xA4093822, 0x299F31D0), (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
     (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
]


def philox(key, counter):
    k0, k1 = key
    c0, c1, c2, c3 = counter
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & MASK, (p0 >> 32) ^ c3 ^ k1, p0 & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


def key_of(seed):
    return seed & MASK, (seed >> 32) & MASK


def to_float(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


def number(seed, i, truncation=math.inf):
    attempt = 0
    while True:
        w = philox(key_of(seed), (i // 2, attempt, 0, 0))
        x = 2 * ((w[0] + (w[1] << 32)) >> 11) * 2.0 ** -53 - 1
        y = 2 * ((w[2] + (w[3] << 32)) >> 11) * 2.0 ** -53 - 1
        s = x * x + y * y
        if 0 < s < 1:
            value = to_float((y if i % 2 else x) * math.sqrt(-2 * math.log(s) / s))
            if abs(value) <= truncation:
                return value
        attempt += 1


def class_of(seed, classes):
    attempt = 0
    while True:
        product = philox(key_of(seed), (0, attempt, 0, 1))[0] * classes
        if (product & MASK) >= 2 ** 32 % classes:
            return product >> 32
        attempt += 1


def series(seed, index):
    w = philox(key_of(seed), (index & MASK, (index >> 32) & MASK, 0, 2))
    return w[0] + (w[1] << 32) - (2 ** 64 if w[1] >> 31 else 0)


def main():
    for key, counter, answer in KNOWN:
        assert philox(key, counter) == answer
    numbers = []
    for seed in (0, 1, -1, 42, 2 ** 63 - 1, -2 ** 63, 0x123456789ABCDEF):
        for truncation in (None, 1.0, 0.25):
            values = [number(seed, i, truncation or math.inf) for i in range(33)]
            bits = [struct.unpack("<i", struct.pack("<f", v))[0] for v in values]
            numbers.append({"seed": str(seed), "truncation": truncation, "bits": bits})
    classes = [{"classes": n, "of_seeds": [class_of(seed - 20, n) for seed in range(60)]}
               for n in (1, 2, 10, 1000, 2 ** 31 - 1)]
    seeds = [{"seed": str(seed), "index": str(index), "answer": str(series(seed, index))}
             for seed in (0, -7, 2 ** 40 + 1) for index in (0, 1, 999, 2 ** 32, 2 ** 62 + 5)]
    with open(os.path.join(HERE, "latent_noise.json"), "w") as f:
        f.write('{\n"numbers": [\n' + ",\n".join(json.dumps(n) for n in numbers) + '\n],\n"classes": [\n'
                + ",\n".join(json.dumps(c) for c in classes) + '\n],\n"seeds": [\n'
                + ",\n".join(json.dumps(s) for s in seeds) + "\n]\n}\n")


if __name__ == "__main__":
    main()
