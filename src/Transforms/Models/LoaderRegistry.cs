using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNetDeep.Transforms;

/// <summary>
/// The loaders of transformers that live in assemblies above this one. Each context has a catalog of its own, so all
/// contexts get to know all loaders, whichever comes first.
/// </summary>
internal static class LoaderRegistry
{
    private static readonly Lock s_lock = new();
    private static readonly Dictionary<string, Loader> s_loaders = new(StringComparer.Ordinal);
    private static readonly ConditionalWeakTable<MLContext, HashSet<string>> s_contexts = [];

    /// <summary>Makes a loader known; doing so again changes nothing.</summary>
    public static void Add(Type transformer, string signature, Func<IHostEnvironment, object, ITransformer> create)
    {
        lock (s_lock)
        {
            if (!s_loaders.TryAdd(signature, new Loader(transformer, create)))
                return;
            foreach ((MLContext context, HashSet<string> known) in s_contexts)
                Tell(context, known);
        }
    }

    /// <summary>Tells a context about all loaders, now and later.</summary>
    public static void Tell(MLContext context)
    {
        lock (s_lock)
            Tell(context, s_contexts.GetOrCreateValue(context));
    }

    private static void Tell(MLContext context, HashSet<string> known)
    {
        foreach ((string signature, Loader loader) in s_loaders)
        {
            if (known.Add(signature))
                MlNetInternals.RegisterLoader(context, loader.Transformer, signature, loader.Create);
        }
    }

    private sealed record Loader(Type Transformer, Func<IHostEnvironment, object, ITransformer> Create);
}
