using Microsoft.ML.Data;

namespace Microsoft.ML.Evaluation;

internal static class RegressionEvaluator
{
    public static RegressionMetrics Evaluate(IDataView data, string labelName, string scoreName)
    {
        DataViewSchema.Column label = ScoredColumns.Find(data, "Label", labelName);
        DataViewSchema.Column score = ScoredColumns.Find(data, "Score", scoreName);
        if (score.Type != NumberDataViewType.Single)
        {
            throw ScoredColumns.Mismatch("score", score, "Single");
        }

        if (label.Type != NumberDataViewType.Single)
        {
            throw ScoredColumns.Mismatch("label", label, "Single");
        }

        long rows = 0;
        double absolute = 0, squared = 0, loss = 0, labels = 0, squaredLabels = 0;
        using (DataViewRowCursor cursor = data.GetRowCursor([label, score]))
        {
            ValueGetter<float> readLabel = cursor.GetGetter<float>(label);
            ValueGetter<float> readScore = cursor.GetGetter<float>(score);
            float y = 0, prediction = 0;
            while (cursor.MoveNext())
            {
                readLabel(ref y);
                readScore(ref prediction);
                if (float.IsNaN(y) || float.IsNaN(prediction))
                {
                    continue;
                }

                // The errors are taken in double precision, but the loss function and the label's square in single, as
                // ML.NET does: the last digits differ otherwise.
                rows++;
                double error = Math.Abs((double)y - prediction);
                float difference = prediction - y;
                absolute += error;
                squared += error * error;
                loss += difference * difference;
                labels += y;
                squaredLabels += y * y;
            }
        }

        if (rows == 0)
        {
            return new RegressionMetrics(0, 0, 0, 0, 0);
        }

        double variation = squaredLabels - (labels * labels / rows);
        double rSquared = variation == 0 ? double.NaN : 1 - (squared / variation);
        return new RegressionMetrics(absolute / rows, squared / rows, Math.Sqrt(squared / rows), loss / rows, rSquared);
    }
}
