using NetVips;

namespace MlNetDeep.Transforms.Tests.Images;

/// <summary>How libvips is set up. Nothing runs beside these tests: what it holds is counted for the whole process.</summary>
[CollectionDefinition(nameof(LibvipsTests), DisableParallelization = true)]
[Collection(nameof(LibvipsTests))]
public sealed class LibvipsTests
{
    private static readonly string[] _files =
        ["plain.jpg", "cmyk.jpg", "gray.png", "large.jpg", "sixteen.png", "turned6.jpg", "alpha.png", "animated.gif", "animated.webp", "pages.tif"];

    [Fact]
    public void Native_memory_is_given_back()
    {
        using var folder = new TemporaryFolder();
        string[] bad = [.. new[] { "scrambled.png", "scrambled.gif", "scrambled.webp", "scrambled.tif", "truncated.jpg" }.Select(kind => BadImageTests.Make(folder, kind))];
        Prepare(1);
        (int memory, int blocks, int files) = (Stats.Mem, Stats.Allocations, Stats.Files);

        Prepare(20);

        Assert.Equal((memory, blocks, files), (Stats.Mem, Stats.Allocations, Stats.Files));
        Assert.Equal(0, memory);

        void Prepare(int times)
        {
            string[] all = [.. Enumerable.Repeat(_files.Select(Pictures.File).Concat(bad), times).SelectMany(names => names)];
            byte[][] prepared = Pictures.Prepare<byte>(Pictures.Bytes with { BadImages = BadImageAction.Skip, Threads = 4 }, all);
            Assert.Equal(times * _files.Length, prepared.Length);
        }
    }

    [Fact]
    public void Readers_that_are_not_needed_do_not_run()
    {
        Pictures.Prepare<byte>(Pictures.Bytes, Pictures.File("plain.png"));

        Assert.Throws<VipsException>(() => Image.SvgloadBuffer("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>"u8.ToArray()));
        Assert.Throws<VipsException>(() => Image.NewFromBuffer(HostileFiles.Make("page.svg")));
        using Image png = Image.PngloadBuffer(File.ReadAllBytes(Pictures.File("plain.png")));
        Assert.Equal(120, png.Width);
    }

    [Fact]
    public void It_keeps_nothing_and_takes_no_threads_of_its_own()
    {
        Pictures.Prepare<byte>(Pictures.Bytes, Pictures.File("plain.png"));

        Assert.Equal(0, Cache.Max);
        Assert.Equal(0, Cache.Size);
        Assert.Equal(1, NetVips.NetVips.Concurrency);
    }

    [Fact]
    public void A_missing_library_is_one_sentence_that_names_the_package() => Assert.Equal(
        "Image files are decoded by libvips, whose native library cannot be loaded here: add the package NetVips.Native.linux-musl-x64 to the app.",
        Libvips.Missing("linux-musl-x64"));
}
