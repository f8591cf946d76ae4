namespace MlNetDeep.Estimators.Data;

/// <summary>What a label column must hold.</summary>
internal enum LabelKind
{
    /// <summary>There are no labels.</summary>
    None,

    /// <summary>A key: the class.</summary>
    Class,

    /// <summary>A Boolean.</summary>
    Binary,

    /// <summary>A float.</summary>
    Value,
}
