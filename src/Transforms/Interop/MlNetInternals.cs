using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>
/// The non-public members of ML.NET that a component outside ML.NET needs to describe its output schema, to be saved
/// with <c>mlContext.Model.Save</c> and to be loaded with <c>mlContext.Model.Load</c>. Nothing else in this repository
/// reaches for a non-public member.
/// </summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Whole)]
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Whole)]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Whole)]
internal static class MlNetInternals
{
    private const string Whole = "ML.NET's assemblies are not marked as trimmable, so they stay whole.";

    private const BindingFlags Any =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private const uint ModelVersion = 0x00010001;

    private static readonly Assembly _core = typeof(ITransformer).Assembly;

    /// <summary>Creates a column of a schema shape, which has no public constructor.</summary>
    public static SchemaShape.Column NewColumn(
        string name, SchemaShape.Column.VectorKind kind, DataViewType itemType, bool isKey, SchemaShape? annotations = null)
    {
        Type[] parameters =
            [typeof(string), typeof(SchemaShape.Column.VectorKind), typeof(DataViewType), typeof(bool), typeof(SchemaShape)];
        ConstructorInfo constructor = typeof(SchemaShape.Column).GetConstructor(Any, parameters)
            ?? throw Missing("SchemaShape.Column's constructor");
        return (SchemaShape.Column)constructor.Invoke([name, kind, itemType, isKey, annotations]);
    }

    /// <summary>The writer of the model entry that is being saved.</summary>
    public static BinaryWriter Writer(ModelSaveContext context) =>
        (BinaryWriter)Field(typeof(ModelSaveContext), "Writer").GetValue(context)!;

    /// <summary>Writes the header fields that name the loader.</summary>
    /// <param name="context">The entry that is being saved.</param>
    /// <param name="modelSignature">Exactly 8 characters.</param>
    /// <param name="loaderSignature">At most 24 characters.</param>
    /// <param name="loaderAssembly">The simple name of the assembly that registers the loader.</param>
    public static void SetVersionInfo(
        ModelSaveContext context, string modelSignature, string loaderSignature, string loaderAssembly)
    {
        ConstructorInfo[] constructors = CoreType("Microsoft.ML.VersionInfo").GetConstructors(Any);
        ConstructorInfo constructor = Array.Find(constructors, c => c.GetParameters().Length == 7)
            ?? throw Missing("VersionInfo's constructor with 7 parameters");
        object version = constructor.Invoke(
            [modelSignature, ModelVersion, ModelVersion, ModelVersion, loaderAssembly, loaderSignature, null]);
        Method(typeof(ModelSaveContext), "SetVersionInfo").Invoke(context, Direct, null, [version], null);
    }

    /// <summary>Writes one more entry beside the one that is being saved.</summary>
    public static void SaveBinaryStream(ModelSaveContext context, string name, Action<BinaryWriter> write) =>
        Method(typeof(ModelSaveContext), "SaveBinaryStream").Invoke(context, Direct, null, [name, write], null);

    /// <summary>The reader of the model entry that is being loaded.</summary>
    /// <param name="context">A <c>ModelLoadContext</c>, which is an internal type.</param>
    public static BinaryReader Reader(object context) =>
        (BinaryReader)Field(context.GetType(), "Reader").GetValue(context)!;

    /// <summary>Reads an entry beside the one that is being loaded; false when there is none of that name.</summary>
    /// <param name="context">A <c>ModelLoadContext</c>, which is an internal type.</param>
    /// <param name="name">The entry's name.</param>
    /// <param name="read">Reads the entry.</param>
    public static bool TryLoadBinaryStream(object context, string name, Action<BinaryReader> read) =>
        (bool)Method(context.GetType(), "TryLoadBinaryStream").Invoke(context, Direct, null, [name, read], null)!;

    /// <summary>Registers a loader of transformers for the models that <paramref name="mlContext"/> loads.</summary>
    /// <param name="mlContext">The context; each has a catalog of its own.</param>
    /// <param name="transformer">The type that the loader creates.</param>
    /// <param name="loaderSignature">The name given to <see cref="SetVersionInfo"/>.</param>
    /// <param name="create">A static method; its second argument is the <c>ModelLoadContext</c>.</param>
    public static void RegisterLoader(
        MLContext mlContext, Type transformer, string loaderSignature, Func<IHostEnvironment, object, ITransformer> create)
    {
        object attribute = NewLoadableClass(transformer, loaderSignature);
        Type infoType = CoreType("Microsoft.ML.Runtime.ComponentCatalog+LoadableClassInfo");
        ConstructorInfo constructor = Array.Find(infoType.GetConstructors(Any), c => c.GetParameters().Length == 5)
            ?? throw Missing("LoadableClassInfo's constructor with 5 parameters");
        object info = constructor.Invoke([attribute, null, null, create.Method, true]);
        Method(typeof(ComponentCatalog), "AddClass")
            .Invoke(mlContext.ComponentCatalog, Direct, null, [info, new[] { loaderSignature }, false], null);
    }

    // Exceptions of the called method come out as they are instead of inside a TargetInvocationException.
    private static BindingFlags Direct => Any | BindingFlags.DoNotWrapExceptions;

    private static object NewLoadableClass(Type transformer, string loaderSignature)
    {
        Type[] parameters =
            [typeof(Type), typeof(Type), typeof(Type), typeof(Type), typeof(string), typeof(string[])];
        ConstructorInfo constructor = CoreType("Microsoft.ML.LoadableClassAttribute").GetConstructor(Any, parameters)
            ?? throw Missing("LoadableClassAttribute's constructor");
        Type signature = CoreType("Microsoft.ML.SignatureLoadModel");
        return constructor.Invoke(
            [transformer, transformer, null, signature, loaderSignature, new[] { loaderSignature }]);
    }

    private static Type CoreType(string name) => _core.GetType(name) ?? throw Missing(name);

    private static FieldInfo Field(Type type, string name) =>
        type.GetField(name, Any) ?? throw Missing($"{type.Name}.{name}");

    private static MethodInfo Method(Type type, string name) =>
        type.GetMethod(name, Any) ?? throw Missing($"{type.Name}.{name}");

    internal static DeepLearningException Missing(string member) => new(
        $"ML.NET {_core.GetName().Version} ({_core.GetName().Name}) has no {member}, which MlNetDeep needs to save and load "
        + "models and to describe its columns. Use a version of Microsoft.ML that MlNetDeep was tested with.");
}
