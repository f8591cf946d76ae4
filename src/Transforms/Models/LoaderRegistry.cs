using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>Every kind of transformer that can be loaded, behind the one loader that ML.NET gets to know.</summary>
internal static class LoaderRegistry
{
    /// <summary>
    /// The name under which the loader is registered, 24 characters at most. It stands in every file: whoever looks into one
    /// finds what to call.
    /// </summary>
    public const string LoaderSignature = "MlNetDeepRegisterLoaders";

    /// <summary>What every saved transformer is, to ML.NET: 8 characters.</summary>
    public const string ModelSignature = "MLNDEEP ";

    private const string Estimators = "MlNetDeep.Estimators";

    private static readonly Lock _lock = new();
    private static readonly Dictionary<string, SavedKind> _kinds = new SavedKind[]
    {
        ConvNetTransformer.Saved, GeneratorTransformer.Saved, ImagePreparingTransformer.Saved, NetworkFeaturizingTransformer.Saved,
        NetworkTransformer.Saved, VaeTransformer.Saved,
    }.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>Makes a kind known that lives in an assembly above this one; doing so again changes nothing.</summary>
    public static void Add(SavedKind kind)
    {
        lock (_lock)
            _kinds[kind.Name] = kind;
    }

    /// <summary>Makes a context able to load all kinds, those of later assemblies too.</summary>
    public static void Register(MLContext context) => MlNetInternals.RegisterLoader(context, typeof(ITransformer), LoaderSignature, Load);

    /// <summary>The loader: ML.NET calls it with its <c>ModelLoadContext</c>.</summary>
    /// <exception cref="ModelFileException">An entry is missing, truncated or altered.</exception>
    public static ITransformer Load(IHostEnvironment environment, object context)
    {
        var parts = new SavedParts(context);
        return Find(parts.Header.Kind).Load(environment, parts);
    }

    private static SavedKind Find(string name)
    {
        if (Known(name) is { } kind)
            return kind;

        // An app that only loads a model may not have used that assembly yet.
        if (Type.GetType($"{Estimators}.StyleSaved, {Estimators}") is { } type)
            RuntimeHelpers.RunModuleConstructor(type.Module.ModuleHandle);
        return Known(name) ?? throw new ModelFileException(SavedParts.HeaderEntry,
            $"The model file holds a '{name}', which this app cannot load. Reference the package {Estimators}, or a newer MlNetDeep.");
    }

    private static SavedKind? Known(string name)
    {
        lock (_lock)
            return _kinds.GetValueOrDefault(name);
    }
}
