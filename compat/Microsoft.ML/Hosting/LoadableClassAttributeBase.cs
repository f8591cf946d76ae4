using Microsoft.ML.Common;

namespace Microsoft.ML;

/// <summary>Names a class that can be loaded from a model file.</summary>
internal abstract class LoadableClassAttributeBase : Attribute
{
    protected LoadableClassAttributeBase(
        string summary, Type instType, Type loaderType, Type argType, Type[] sigTypes, string userName, params string[] loadNames)
    {
        Check.Value(instType, nameof(instType));
        Check.Value(loaderType, nameof(loaderType));
        Check.NonEmpty<Type>(sigTypes, nameof(sigTypes));
        Summary = summary;
        InstanceType = instType;
        LoaderType = loaderType;
        ArgType = argType;
        SigTypes = sigTypes;
        UserName = userName;
        LoadNames = loadNames is { Length: > 0 } ? loadNames : [userName];
        Type[] parameters = [.. sigTypes[0].GetMethod("Invoke").GetParameters().Select(parameter => parameter.ParameterType)];
        CtorTypes = argType == null ? parameters : [argType, .. parameters];
    }

    public Type InstanceType { get; }

    public Type LoaderType { get; }

    public Type ArgType { get; }

    public Type[] SigTypes { get; }

    public Type[] CtorTypes { get; }

    public string Summary { get; }

    public string UserName { get; }

    public string[] LoadNames { get; }
}
