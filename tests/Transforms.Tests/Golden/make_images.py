"""Makes the small image files in images/ and, for each, what Pillow makes of it: NAME.rgb, 48 x 32 bytes of RGB.

The picture is smooth, so that lossy formats stay close to it, and has a different color in every corner, so that turning
and mirroring show. Each expected picture is upright, on white, its middle cut to 3:2 and resized with Pillow's BILINEAR.

Usage: /usr/bin/python3 make_images.py [FOLDER]

With a folder of photos, photo-NAME.rgb is what Pillow makes of each.
"""

import io
import os
import pathlib
import struct
import sys
import zlib

import numpy
from PIL import Image, ImageOps

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "images")
WIDTH, HEIGHT = 48, 32


def scene(width, height):
    x = numpy.linspace(0, 1, width)[None, :]
    y = numpy.linspace(0, 1, height)[:, None]
    red = 40 + 180 * x + 0 * y
    green = 30 + 190 * y + 0 * x
    blue = 128 + 90 * numpy.sin(5 * x) * numpy.cos(4 * y)
    return Image.fromarray(numpy.stack([red, green, blue], -1).round().astype(numpy.uint8))


def expected(image):
    image = ImageOps.exif_transpose(image)
    if image.mode == "I;16" or image.mode == "I":
        image = Image.fromarray((numpy.asarray(image).astype(numpy.uint32) // 257).astype(numpy.uint8))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    image = image.convert("RGB")
    scale = max(WIDTH / image.width, HEIGHT / image.height)
    width, height = round(image.width * scale), round(image.height * scale)
    image = image.resize((width, height), Image.BILINEAR)
    left, top = round((width - WIDTH) / 2), round((height - HEIGHT) / 2)
    return image.crop((left, top, left + WIDTH, top + HEIGHT))


def write(name, data, rgb=True):
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(data)
    if rgb:
        picture = expected(Image.open(io.BytesIO(data)))
        with open(os.path.join(HERE, name + ".rgb"), "wb") as file:
            file.write(picture.tobytes())


def encode(image, kind, **options):
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def wide_png(image):
    """16 bits a color, which Pillow reads but does not write."""
    pixels = (numpy.asarray(image).astype(numpy.uint16) * 257).astype(">u2")
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", image.width, image.height, 16, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n"
    for kind, content in (b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""):
        data += struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    return data


def main():
    os.makedirs(HERE, exist_ok=True)
    picture = scene(120, 70)
    write("plain.jpg", encode(picture, "JPEG", quality=95, subsampling=0))
    write("progressive.jpg", encode(picture, "JPEG", quality=95, progressive=True, subsampling=0))
    write("gray.jpg", encode(picture.convert("L"), "JPEG", quality=95))
    write("cmyk.jpg", encode(picture.convert("CMYK"), "JPEG", quality=95))
    write("large.jpg", encode(scene(1000, 760), "JPEG", quality=90, subsampling=0))
    write("plain.png", encode(picture, "PNG"))
    write("small.png", encode(scene(20, 18), "PNG"))
    write("gray.png", encode(picture.convert("L"), "PNG"))
    write("palette.png", encode(picture.quantize(64), "PNG"))
    wide = numpy.asarray(picture.convert("L")).astype(numpy.uint16) * 257
    write("sixteen.png", encode(Image.fromarray(wide), "PNG"))
    write("sixteen-color.png", wide_png(picture))
    alpha = numpy.linspace(0, 255, 120)[None, :].repeat(70, 0).astype(numpy.uint8)
    clear = picture.copy()
    clear.putalpha(Image.fromarray(alpha))
    write("alpha.png", encode(clear, "PNG"))
    write("palette.gif", encode(picture.quantize(64), "GIF"))
    clear_palette = picture.quantize(64)
    write("palette-alpha.png", encode(clear_palette, "PNG", transparency=bytes(range(0, 256, 4))))
    other = Image.new("RGB", picture.size, "black")
    write("animated.gif", encode(picture.quantize(64), "GIF", save_all=True, append_images=[other.quantize(2)], optimize=False))
    write("plain.webp", encode(picture, "WEBP", quality=95))
    write("animated.webp", encode(picture, "WEBP", quality=95, save_all=True, append_images=[other]))
    write("plain.tif", encode(picture, "TIFF"))
    write("pages.tif", encode(picture, "TIFF", save_all=True, append_images=[other], compression="tiff_lzw"))
    write("deflate.tif", encode(picture, "TIFF", compression="tiff_adobe_deflate"))
    write("palette.tif", encode(picture.quantize(64), "TIFF"))
    write("gray.tif", encode(picture.convert("L"), "TIFF", compression="packbits"))
    write("sixteen.tif", encode(Image.fromarray(wide), "TIFF"))
    write("cmyk.tif", encode(picture.convert("CMYK"), "TIFF", compression="tiff_lzw"))
    write("plain.bmp", encode(picture, "BMP"))
    write("gray.bmp", encode(picture.convert("L"), "BMP"))
    write("palette.bmp", encode(picture.quantize(64), "BMP"))
    write("one.bmp", encode(picture.convert("1"), "BMP"))
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[274] = orientation
        stored = picture if orientation <= 4 else scene(70, 120)
        write(f"turned{orientation}.jpg", encode(stored, "JPEG", quality=95, subsampling=0, exif=exif))
    # A header that promises 60,000 x 60,000 pixels, and nothing else.
    data = bytearray(encode(scene(16, 16), "PNG"))
    data[16:24] = struct.pack(">II", 60_000, 60_000)
    write("huge.png", bytes(data), rgb=False)
    for folder in sys.argv[1:]:
        for photo in sorted(pathlib.Path(folder).glob("*.jpg")):
            with open(os.path.join(HERE, f"photo-{photo.stem}.rgb"), "wb") as file:
                file.write(expected(Image.open(photo)).tobytes())


if __name__ == "__main__":
    main()
