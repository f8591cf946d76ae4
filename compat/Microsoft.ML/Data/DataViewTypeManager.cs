using System.Reflection;
using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>Column types of .NET types that are not primitive, by the attribute of the member.</summary>
public static class DataViewTypeManager
{
    private static readonly Lock _lock = new();
    private static readonly Dictionary<(Type Raw, DataViewTypeAttribute Attribute), DataViewType> _types = [];

    public static void Register(DataViewType dataViewType, Type type, DataViewTypeAttribute typeAttribute = null)
    {
        Check.Value(dataViewType, nameof(dataViewType));
        Check.Value(type, nameof(type));
        Check.Param(dataViewType.RawType == type, nameof(type), $"{dataViewType} is a type of {dataViewType.RawType}, not of {type}.");
        lock (_lock)
        {
            if (_types.TryGetValue((type, typeAttribute), out DataViewType known))
                Check.Param(known.Equals(dataViewType), nameof(type), $"Repeated type register: {type} is {known} already.");
            else
                _types.Add((type, typeAttribute), dataViewType);
        }
    }

    /// <summary>The type that the attribute of a member gives to its column; null without an attribute.</summary>
    internal static DataViewType TypeOrNull(MemberInfo member, Type raw)
    {
        DataViewTypeAttribute attribute = member.GetCustomAttribute<DataViewTypeAttribute>();
        attribute?.Register();
        lock (_lock)
            return _types.GetValueOrDefault((raw, attribute));
    }
}
