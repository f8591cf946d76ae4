namespace MlNetDeep.Tool.Output;

/// <summary>An audit in words.</summary>
internal static class AuditText
{
    public static void Show(ImageAudit audit, Terminal terminal)
    {
        foreach (AuditFinding finding in audit.Findings)
        {
            if (finding.Severity == AuditSeverity.Note)
                terminal.Say($"        {finding.Message}");
            else
                terminal.Warn(finding.Message);
        }
    }
}
