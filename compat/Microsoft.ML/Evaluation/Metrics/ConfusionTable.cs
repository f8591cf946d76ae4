using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.Evaluation;

/// <summary>
/// Lays a confusion matrix out as text: truth down, predictions across, recall at the right and precision at the bottom.
/// Names that do not fit a column head are replaced there by their index, which then also stands before the row's name.
/// </summary>
internal static class ConfusionTable
{
    private const string Corner = "PREDICTED";

    public static string Format(ConfusionMatrix matrix)
    {
        int classes = matrix.NumberOfClasses;
        int cell = classes == 2 ? 8 : 5;
        int longest = matrix.ClassNames.Max(name => name.Length);
        bool numbered = longest > cell;
        int digits = numbered ? (classes - 1).ToString().Length : 0;
        int margin = Math.Max(Corner.Length, numbered ? longest + digits + 2 : longest);
        string rule = string.Concat(Enumerable.Repeat(classes > 2 ? "========" : "===========", classes));

        var text = new StringBuilder();
        if (classes == 2 && matrix.IsBinary)
        {
            AppendPositiveRatio(text, matrix);
        }

        text.AppendLine().AppendLine("Confusion table");
        AppendMargin(text, "", margin).AppendLine(rule);
        AppendMargin(text, Corner, margin);
        for (int c = 0; c < classes; c++)
        {
            string head = numbered ? c.ToString() : matrix.ClassNames[c];
            text.Append(' ').Append(head.PadLeft(cell)).Append(" |");
        }

        text.AppendLine(" Recall");
        AppendMargin(text, "TRUTH", margin).AppendLine(rule);
        for (int truth = 0; truth < classes; truth++)
        {
            AppendRow(text, matrix, truth, numbered ? digits : null, margin, cell);
        }

        AppendMargin(text, "", margin).AppendLine(rule);
        AppendMargin(text, "Precision", margin);
        foreach (double precision in matrix.PerClassPrecision)
        {
            text.Append(precision.ToString("N4").PadLeft(cell + 1)).Append(" |");
        }

        return text.AppendLine().ToString();
    }

    private static StringBuilder AppendMargin(StringBuilder text, string title, int margin) =>
        text.Append(title.PadRight(Corner.Length + 1)).Append(' ', margin - Corner.Length).Append("||");

    private static void AppendRow(StringBuilder text, ConfusionMatrix matrix, int truth, int? digits, int margin, int cell)
    {
        string name = matrix.ClassNames[truth];
        string title = digits is int width
            ? $"{truth.ToString().PadLeft(width)}. {name.PadLeft(margin - width - 2)}"
            : name.PadLeft(margin);
        text.Append(title).Append(" ||");
        foreach (double count in matrix.Counts[truth])
        {
            text.Append(' ').Append(count.ToString("N0").PadLeft(cell)).Append(" |");
        }

        text.Append(' ').AppendLine(matrix.PerClassRecall[truth].ToString("F4").PadLeft(5));
    }

    private static void AppendPositiveRatio(StringBuilder text, ConfusionMatrix matrix)
    {
        double positives = matrix.Counts[0][0] + matrix.Counts[0][1];
        double negatives = matrix.Counts[1][0] + matrix.Counts[1][1];
        double ratio = positives / (positives + negatives);
        text.Append($"TEST {matrix.ClassNames[0].ToUpper()} RATIO:\t{ratio:N4} ({positives:F1}/({positives:F1}+{negatives:F1}))");
    }
}
