using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Xunit;

namespace MlNetDeep.Compat.Tests.Surface;

/// <summary>The members of ML.NET that saving and loading a component from outside needs and that are not public.</summary>
public class NonPublicMemberTests
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static Assembly Core => typeof(ITransformer).Assembly;

    [Fact]
    public void A_schema_shape_column_has_its_constructor()
    {
        Type[] parameters = [typeof(string), typeof(SchemaShape.Column.VectorKind), typeof(DataViewType), typeof(bool), typeof(SchemaShape)];

        Assert.NotNull(typeof(SchemaShape.Column).GetConstructor(Any, parameters));
    }

    [Fact]
    public void Model_contexts_have_their_streams()
    {
        Assert.Equal(typeof(BinaryWriter), typeof(ModelSaveContext).GetField("Writer", Any)?.FieldType);
        Assert.Equal(typeof(BinaryReader), Core.GetType("Microsoft.ML.ModelLoadContext")?.GetField("Reader", Any)?.FieldType);
    }

    [Fact]
    public void A_version_can_be_made_and_written()
    {
        Type version = Core.GetType("Microsoft.ML.VersionInfo", true)!;
        Type[] parameters = [.. Assert.Single(version.GetConstructors(Any), c => !c.IsStatic).GetParameters().Select(p => p.ParameterType)];

        Assert.Equal([typeof(string), typeof(uint), typeof(uint), typeof(uint), typeof(string), typeof(string), typeof(string)], parameters);
        Assert.NotNull(typeof(ModelSaveContext).GetMethod("SetVersionInfo", Any, [version]));
    }

    [Fact]
    public void A_loader_can_be_registered()
    {
        Assert.NotNull(Core.GetType("Microsoft.ML.LoadableClassAttribute"));
        Assert.NotNull(Core.GetType("Microsoft.ML.Runtime.SignatureLoadModel") ?? Core.GetType("Microsoft.ML.SignatureLoadModel"));
        Assert.NotNull(Core.GetType("Microsoft.ML.Runtime.ComponentCatalog+LoadableClassInfo"));
        Assert.NotEmpty(typeof(ComponentCatalog).GetMember("AddClass", MemberTypes.Method, Any));
    }
}
