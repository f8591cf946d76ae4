namespace MlNetDeep;

/// <summary>How much a finding matters.</summary>
public enum AuditSeverity
{
    /// <summary>Good to know.</summary>
    Note,

    /// <summary>Worth a look before training.</summary>
    Warning,

    /// <summary>The result of training would be wrong or say the wrong thing.</summary>
    Error,
}
