using System.Diagnostics.CodeAnalysis;

namespace MlNetDeep;

/// <summary>Options with limits: attributes of single options, and rules between them.</summary>
/// <remarks>The check looks at all public properties, which a trimmed app must keep.</remarks>
[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)]
internal interface ICheckedOptions
{
    /// <summary>What one of several kinds of options this is; null when there is but one.</summary>
    string? Kind => null;

    /// <summary>What the attributes cannot say; empty when nothing is wrong.</summary>
    IEnumerable<string> FindProblems() => [];
}
