namespace MlNetDeep;

/// <summary>Looks at images before they are trained on.</summary>
public static class ImageAuditCatalog
{
    /// <summary>
    /// Reads all images of one or several parts of a data set and says what is wrong with them: damaged files, copies (in one
    /// class, under two labels, in two parts), small and missing classes, gray among coloured, and so on.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="folder">The images, loaded with <see cref="BadImageAction.Skip"/> so that damaged ones are findings and not an error.</param>
    /// <param name="options">What to look for; null for the defaults.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The audit was cancelled.</exception>
    public static ImageAudit AuditImages(this DeepLearningCatalog catalog, ImageFolder folder, ImageAuditOptions? options = null) =>
        AuditImages(catalog, [KeyValuePair.Create("train", folder)], options);

    /// <summary>As for one folder, and looks for copies and missing classes across several.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">What to look for; null for the defaults.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The audit was cancelled.</exception>
    /// <param name="parts">The parts by name, training first: <c>train</c>, <c>validation</c>, <c>test</c>.</param>
    public static ImageAudit AuditImages(
        this DeepLearningCatalog catalog, IReadOnlyList<KeyValuePair<string, ImageFolder>> parts, ImageAuditOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0 || parts.Any(p => p.Value is null) || parts.DistinctBy(p => p.Key).Count() < parts.Count)
            throw new ArgumentException("Give at least one part, each with a name of its own.", nameof(parts));
        options ??= new ImageAuditOptions();
        OptionsCheck.Throw(options);
        return new ImageAuditor(options).Run(parts);
    }
}
