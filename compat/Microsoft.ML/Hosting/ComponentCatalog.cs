using System.Reflection;
using Microsoft.ML.Common;

namespace Microsoft.ML.Runtime;

/// <summary>The loadable classes that an environment knows, by signature type and name.</summary>
public sealed partial class ComponentCatalog
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _assemblies = [];
    private readonly Dictionary<(string Name, Type Signature), LoadableClassInfo> _classes = [];

    internal ComponentCatalog()
    {
    }

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        Check.Value(assembly, nameof(assembly));
        lock (_lock)
        {
            if (!_assemblies.Add(assembly.FullName))
                return;
            foreach (LoadableClassAttributeBase attribute in assembly.GetCustomAttributes<LoadableClassAttributeBase>())
            {
                MethodInfo create = FindCreate(attribute, out bool withEnvironment);
                if (create == null)
                {
                    if (throwOnError)
                        throw new InvalidOperationException($"Can't instantiate loadable class '{attribute.InstanceType.Name}' with name '{attribute.LoadNames[0]}'");
                    continue;
                }

                AddClass(new LoadableClassInfo(attribute, null, null, create, withEnvironment), attribute.LoadNames, throwOnError);
            }
        }
    }

    internal LoadableClassInfo Find(string name, Type signature)
    {
        lock (_lock)
            return _classes.GetValueOrDefault((name.ToLowerInvariant().Trim(), signature));
    }

    // Both with and without the environment as its first parameter.
    private static MethodInfo FindCreate(LoadableClassAttributeBase attribute, out bool withEnvironment)
    {
        const BindingFlags Statics = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly;
        Type[] types = [typeof(IHostEnvironment), .. attribute.CtorTypes];
        withEnvironment = true;
        if (attribute.LoaderType.GetMethod("Create", Statics, types) is { } create)
            return create;
        withEnvironment = false;
        return attribute.LoaderType.GetMethod("Create", Statics, attribute.CtorTypes);
    }

    private void AddClass(LoadableClassInfo info, string[] loadNames, bool throwOnError)
    {
        lock (_lock)
        {
            foreach (Type signature in info.SignatureTypes)
            {
                foreach (string name in loadNames)
                {
                    if (!_classes.TryAdd((name.ToLowerInvariant(), signature), info) && throwOnError)
                    {
                        LoadableClassInfo known = _classes[(name.ToLowerInvariant(), signature)];
                        throw new InvalidOperationException(
                            $"ComponentCatalog cannot map name '{name}' and SignatureType '{signature}' to {info.Type.Name}, already mapped to {known.Type.Name}.");
                    }
                }
            }
        }
    }
}
