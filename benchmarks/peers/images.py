"""The peer of the image benchmark: Pillow resizes, numpy scales.

Usage: python3 images.py FOLDER [--threads 1]

Prints "ready", then for every line on standard input prepares all photos under the folder (short side to 224 with an
antialiased bilinear filter, centre crop, scaled with mean and standard deviation, [3, 224, 224] floats) and prints the
seconds. With one thread it is the plain loop that one writes; with more, a pool of threads: Pillow lets go of Python's lock
while it decodes and resizes. It does not ask for shrinking while decoding, which would change nothing here: the photos
have a short side of 180.
"""

import argparse
import pathlib
import sys
import time
from multiprocessing.pool import ThreadPool

import numpy
from PIL import Image

SIZE = 224
MEAN = numpy.array([0.485, 0.456, 0.406], numpy.float32)
DEVIATION = numpy.array([0.229, 0.224, 0.225], numpy.float32)


def prepare(path):
    with Image.open(path) as image:
        image = image.convert("RGB")
        scale = SIZE / min(image.size)
        width, height = (max(SIZE, round(side * scale)) for side in image.size)
        image = image.resize((width, height), Image.BILINEAR)
        left, top = (width - SIZE) // 2, (height - SIZE) // 2
        pixels = numpy.asarray(image.crop((left, top, left + SIZE, top + SIZE)), numpy.float32)
    pixels = (pixels / numpy.float32(255) - MEAN) / DEVIATION
    return numpy.ascontiguousarray(pixels.transpose(2, 0, 1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    files = sorted(pathlib.Path(options.folder).rglob("*.jpg"))
    pool = ThreadPool(options.threads) if options.threads > 1 else None
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        prepared = pool.imap(prepare, files, chunksize=8) if pool else map(prepare, files)
        count = sum(1 for pixels in prepared if pixels.shape == (3, SIZE, SIZE))
        assert count == len(files)
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
