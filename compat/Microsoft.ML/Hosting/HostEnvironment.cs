using Microsoft.ML.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Hosting;

/// <summary>The environment behind an <see cref="MLContext"/>, and the hosts registered in it.</summary>
internal sealed class HostEnvironment : IHostEnvironmentInternal, IHost
{
    private readonly Action<string, ChannelMessage> _listener;
    private readonly HostEnvironment _parent;
    private readonly Lock _lock = new();

    public HostEnvironment(int? seed, Action<string, ChannelMessage> listener)
    {
        Seed = seed;
        Rand = TauswortheRandom.Create(seed);
        ComponentCatalog = new ComponentCatalog();
        _listener = listener;
    }

    private HostEnvironment(HostEnvironment parent, string name, Random rand)
    {
        _parent = parent;
        _listener = parent._listener;
        ShortName = name;
        Seed = parent.Seed;
        Rand = rand;
        ComponentCatalog = parent.ComponentCatalog;
        TempFilePath = parent.TempFilePath;
        GpuDeviceId = parent.GpuDeviceId;
        FallbackToCpu = parent.FallbackToCpu;
    }

    public ComponentCatalog ComponentCatalog { get; }

    public Random Rand { get; }

    public int? Seed { get; }

    public string TempFilePath { get; set; } = Path.GetTempPath();

    public bool FallbackToCpu { get; set; }

    public int? GpuDeviceId { get; set; }

    public string ContextDescription => _parent == null ? "HostEnvironment" : FullName;

    internal string ShortName { get; }

    // A host's parent in this name is the one above the one that registered it, as in ML.NET.
    internal string FullName => _parent?._parent?.FullName is { } above ? $"{above}; {ShortName}" : ShortName;

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Check.NonEmpty(name, nameof(name));
        lock (_lock)
            return new HostEnvironment(this, name, seed.HasValue ? TauswortheRandom.Create(seed) : new TauswortheRandom(Rand));
    }

    public IChannel Start(string name) => new Channel(this, name, _listener);

    public IPipe<TMessage> StartPipe<TMessage>(string name) => new Pipe<TMessage>(this, name);

    public IProgressChannel StartProgressChannel(string name)
    {
        Check.NonEmpty(name, nameof(name));
        return new ProgressChannel();
    }

    public TException Process<TException>(TException ex)
        where TException : Exception
    {
        if (ex != null)
        {
            ex.Data["Throwing component"] = ContextDescription;
            Check.Mark(ex);
        }

        return ex;
    }
}
